import { describe, expect, it } from 'vitest';
import { Secret } from '../config/secret.js';
import { bind, openLog } from './log.js';

function logged(level: 'info' | 'debug' = 'info') {
  const lines: string[] = [];
  const log = openLog({ name: 'ingress', level, destination: { write: (line: string) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, any> };
}

describe('the log', () => {
  it('ties a line to its signal, lead, workflow and layer', () => {
    const { log, last } = logged();
    bind(log, { signalId: 's1', leadId: 'l1', workflowId: 'signal/form/evt_1', layer: 'ingestion' }).info('captured');
    expect(last()).toMatchObject({
      level: 'info',
      name: 'ingress',
      signalId: 's1',
      leadId: 'l1',
      workflowId: 'signal/form/evt_1',
      layer: 'ingestion',
      msg: 'captured',
    });
  });

  it('drops people and secrets by the name of the field, at any depth', () => {
    const { log, lines, last } = logged();
    log.info(
      { signal: { person: { email: 'ada@lovelace.example' }, first_name: 'Ada', id: 's1' }, headers: { Authorization: 'Basic abc' } },
      'x',
    );
    expect(last()).toMatchObject({
      signal: { person: '[redacted]', first_name: '[redacted]', id: 's1' },
      headers: { Authorization: '[redacted]' },
    });
    expect(lines.join()).not.toMatch(/ada|Basic abc/i);
  });

  it('masks addresses, phone numbers and credentials inside of texts and errors', () => {
    const { log, lines, last } = logged();
    const cause = new Error('550 mailbox of grace@hopper.example is full');
    log.error(
      { err: new Error('cannot call +44 20 7946 0018 via postgres://ana:hunter2@db/x', { cause }) },
      'no answer from ada@lovelace.example',
    );
    expect(lines.join()).not.toMatch(/ada@|grace@|7946|hunter2/);
    expect(last()['err']).toMatchObject({
      message: 'cannot call [phone] via postgres://[secret]@db/x',
      cause: { message: '550 mailbox of [email] is full' },
    });
    expect(last()['msg']).toBe('no answer from [email]');
  });

  it('never prints a secret setting, and survives what JSON does not', () => {
    const { log, lines, last } = logged();
    const loop: Record<string, unknown> = { big: 10n, bytes: Buffer.from('abc'), setting: new Secret('hunter2') };
    loop['itself'] = loop;
    log.info({ loop }, 'odd');
    expect(lines.join()).not.toContain('hunter2');
    expect(last()['loop']).toMatchObject({ big: '10', bytes: '[3 bytes]', setting: '[secret]' });
  });

  it('leaves ids and times as they are', () => {
    const { log, last } = logged();
    log.info(
      {
        at: '2026-11-21T09:14:03.123+01:00',
        workflowId: 'signal/product/evt_81f2',
        id: '0192e4a0-7c1b-7000-8000-1a2b3c4d5e6f',
        took: 1e21,
      },
      'x',
    );
    expect(last()).toMatchObject({ at: '2026-11-21T09:14:03.123+01:00', id: '0192e4a0-7c1b-7000-8000-1a2b3c4d5e6f', took: 1e21 });
  });

  it('is silent below its level', () => {
    const { log, lines } = logged('info');
    log.debug('quiet');
    expect(lines).toHaveLength(0);
  });
});
