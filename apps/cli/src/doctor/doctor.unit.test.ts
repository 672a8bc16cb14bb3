import { stripVTControlCharacters } from 'node:util';

import { describe, expect, it } from 'vitest';

import { partLines } from './doctor.command.js';
import { broken, ok, reason, skipped, warn, worst } from './line.js';
import { nodeLine } from './machine.js';
import { clockLine, connectionsLine, transactionsLine } from './postgres.js';
import { programLine } from './programs.js';
import { settingsLines } from './settings.js';
import { queueVerdicts } from './temporal.js';
import { verdicts } from './waiting.js';
import type { WaitingRow } from './waiting.sql.js';

const well: WaitingRow = {
  unstarted: 0,
  oldestUnstartedSeconds: null,
  stuck: 0,
  overdueOffers: 0,
  longestOverdueSeconds: null,
  deadLetters: 0,
  oldestDeadLetterSeconds: null,
  deadLetterCode: null,
  overdueRetries: 0,
  unknown: 0,
  rejected: 0,
  rejectedFrom: null,
};
const keys = { DATABASE_URL: 'postgresql://u:p@h/d', FIRSTLINE_PAYLOAD_KEYS: 'k1:x', FIRSTLINE_SESSION_KEY: 's' };

describe('doctor', () => {
  it('is as alarmed as its worst finding', () => {
    expect([
      worst([]),
      worst([ok('a', ''), skipped('b', '')]),
      worst([warn('a', '', ''), ok('b', '')]),
      worst([warn('a', '', ''), broken('b', '', '')]),
    ]).toEqual(['skipped', 'ok', 'warn', 'broken']);
  });

  it('says what to do below what is wrong, and with --quiet nothing else', () => {
    const part = {
      title: 'Postgres',
      lines: [ok('Reachable', 'in 2 ms'), broken('Migrations', '1 not applied yet', 'npm start applies them.')],
    };
    const lines = (quiet: boolean) => partLines(part, { columns: 80, quiet }).map(stripVTControlCharacters);
    expect(lines(true)).toEqual([
      'Postgres',
      '  ✗ Migrations         1 not applied yet',
      '                       → npm start applies them.',
      '',
    ]);
    expect(lines(false)[1]).toBe('  ✓ Reachable          in 2 ms');
  });

  it('never repeats an address, which may hold a password', () => {
    expect(reason(new Error('cannot connect to postgresql://firstline:hunter2@db:5432/x\nmore'))).toBe('cannot connect to [address]');
    expect(reason(new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')], ''))).toBe('connect ECONNREFUSED 127.0.0.1:1');
  });
});

describe('settings', () => {
  it('are named and never shown', () => {
    const lines = settingsLines({ given: { DATABASE_URL: 'postgresql://u:hunter2@h/d' }, env: keys, fresh: false, untold: [] });
    expect(lines).toEqual([ok('Set', 'DATABASE_URL')]);
  });

  it('that are wrong are named without their value', () => {
    const text = JSON.stringify(settingsLines({ given: {}, env: { ...keys, FIRSTLINE_PORT: 'hunter2' }, fresh: false, untold: [] }));
    expect(text).toContain('FIRSTLINE_PORT');
    expect(text).not.toContain('hunter2');
  });

  it('that nobody reads are probably misspelt', () => {
    const lines = settingsLines({ given: { FIRSTLINE_POTR: '1' }, env: keys, fresh: false, untold: [] });
    expect(lines.at(-1)).toEqual(warn('FIRSTLINE_POTR', 'is set, and nobody reads it', 'Did you mean FIRSTLINE_PORT?'));
  });

  it('that a first start makes are not missed before it', () => {
    expect(worst(settingsLines({ given: {}, env: {}, fresh: true, untold: [] }))).toBe('ok');
    expect(worst(settingsLines({ given: {}, env: {}, fresh: false, untold: [] }))).toBe('broken');
  });
});

describe('queues', () => {
  const queue = (change: object) => ({ queue: 'firstline-act-high', workers: 1, waiting: 0, oldestMs: 0, ...change });

  it('are well when every one has a worker', () => {
    expect(worst(queueVerdicts([queue({}), queue({})]))).toBe('ok');
  });

  it('without any worker are one finding, not seven', () => {
    expect(queueVerdicts([queue({ workers: 0 }), queue({ workers: 0 })]).filter(({ state }) => state === 'broken')).toHaveLength(1);
  });

  it('of which one is deserted is named: its leads are heard of by nobody', () => {
    const [first] = queueVerdicts([queue({ workers: 0, waiting: 4 }), queue({ queue: 'firstline-operate' })]);
    expect(first).toMatchObject({ name: 'firstline-act-high', state: 'broken', says: 'no worker looks for work here, and 4 tasks wait' });
  });

  it('that fall behind want another worker', () => {
    expect(queueVerdicts([queue({ waiting: 900, oldestMs: 61_000 })]).find(({ state }) => state === 'warn')?.says).toBe(
      '900 tasks wait, the oldest for 1 min 1 s',
    );
  });
});

describe('work', () => {
  it('that all moves is well', () => {
    expect(worst(verdicts(well))).toBe('ok');
  });

  it.each<[string, Partial<WaitingRow>, string]>([
    ['accepted and just not started yet', { unstarted: 3, oldestUnstartedSeconds: 4 }, 'ok'],
    ['accepted and not started for long', { unstarted: 3, oldestUnstartedSeconds: 60 }, 'broken'],
    ['standing still', { stuck: 1 }, 'broken'],
    ['an offer past its deadline', { overdueOffers: 1, longestOverdueSeconds: 90 }, 'broken'],
    ['a retry that did not happen', { overdueRetries: 1, deadLetters: 1, deadLetterCode: 'CRM_UNAVAILABLE' }, 'broken'],
    ['a dead letter that climbs its ladder', { deadLetters: 1, oldestDeadLetterSeconds: 60, deadLetterCode: 'CRM_UNAVAILABLE' }, 'warn'],
    ['an action of unknown outcome', { unknown: 1 }, 'warn'],
    ['a sender whose events we cannot use', { rejected: 12, rejectedFrom: 'crm-hubspot' }, 'warn'],
  ])('%s is noticed', (_, change, state) => {
    expect(worst(verdicts({ ...well, ...change }))).toBe(state);
  });
});

describe('servers', () => {
  it('that are nearly full, hold an old transaction or keep another time are looked at', () => {
    expect(
      [connectionsLine({ used: 90, most: 97 }), transactionsLine({ oldestSeconds: 4_000 }), clockLine(-42_000)].map(({ state }) => state),
    ).toEqual(['warn', 'warn', 'warn']);
    expect(
      [connectionsLine({ used: 5, most: 97 }), transactionsLine({ oldestSeconds: null }), clockLine(900)].map(({ state }) => state),
    ).toEqual(['ok', 'ok', 'ok']);
  });

  it('that are up without one of their parts work, and that part is named', () => {
    const readiness = { ok: true, parts: { postgres: { ok: false, says: 'no answer within 1500 ms' }, temporal: { ok: true } } };
    expect(programLine('Ingress', 'here', { tookMs: 3, readiness }, '')).toMatchObject({
      state: 'warn',
      says: 'works without postgres: no answer within 1500 ms',
    });
    expect(programLine('Ingress', 'here', { tookMs: 3, readiness: { ...readiness, ok: false } }, '').state).toBe('broken');
    expect(programLine('Ingress', 'here', { tookMs: 3, readiness: {}, down: 'ECONNREFUSED' }, '').state).toBe('broken');
  });

  it('run on the Node that npm brings', () => {
    expect([nodeLine('24.21.0').state, nodeLine('20.20.2').state]).toEqual(['ok', 'warn']);
  });
});
