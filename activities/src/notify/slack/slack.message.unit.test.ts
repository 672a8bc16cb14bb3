import type { AlertInstruction } from '@firstline/domain/actions/instruction';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anAlert } from '../for-tests.js';
import { alertMessage, updatedMessage } from './slack.message.js';

const at = { publicUrl: 'https://firstline.example' };
type Text = { type: string; text: string; verbatim?: boolean };
interface Shown {
  type: string;
  text?: Text;
  elements?: (Text & { action_id?: string; value?: string })[];
}
const shown = (alert: AlertInstruction): Shown[] => alertMessage(alert, at).blocks as unknown as Shown[];
const textsOf = (blocks: Shown[]): Text[] =>
  blocks.flatMap(({ type, text, elements }) => [...(text ? [text] : []), ...(type === 'context' ? (elements ?? []) : [])]);
const wordsOf = (blocks: Shown[]): string =>
  textsOf(blocks)
    .map(({ text }) => text)
    .join('\n');

const wild = fc.string({ unit: 'binary', maxLength: 5_000 });
const wildAlert = fc.record({
  who: wild,
  why: wild,
  scoreBand: wild,
  reasons: fc.array(wild, { maxLength: 12 }),
  history: fc.array(wild, { maxLength: 12 }),
  firstWords: fc.option(wild, { nil: undefined }),
  advice: fc.option(wild, { nil: undefined }),
  email: fc.option(wild, { nil: undefined }),
  phone: fc.option(wild, { nil: undefined }),
  before: fc.option(wild, { nil: undefined }),
  purpose: fc.constantFrom('offer', 'reminder', 'escalation', 'page'),
  kind: fc.constantFrom('rep', 'manager', 'on-call'),
});

describe('an alert', () => {
  it('keeps to Slack’s limits whatever is in it', () => {
    fc.assert(
      fc.property(wildAlert, (change) => {
        const blocks = shown(anAlert(change as Partial<AlertInstruction>));
        expect(blocks.length).toBeLessThanOrEqual(50);
        for (const { type, text } of blocks) if (type === 'header') expect([...text!.text].length).toBeLessThanOrEqual(150);
        for (const { text } of textsOf(blocks)) {
          expect(text.length).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(3_000);
        }
        expect(alertMessage(anAlert(change as Partial<AlertInstruction>), at).text.length).toBeLessThanOrEqual(300);
      }),
      { numRuns: 300 },
    );
  });

  it('makes no link and no mention but its own', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[<>&!@#|a-z:/.]{0,200}$/), (text) => {
        const hostile = anAlert({
          who: text,
          why: text,
          reasons: [text],
          history: [text],
          firstWords: text,
          advice: text,
          email: text,
          phone: text,
          before: text,
          scoreBand: text,
        });
        const ours = wordsOf(shown(hostile).filter(({ type }) => type !== 'header')).matchAll(/<([^>]*)>/g);
        for (const [, inside] of ours)
          expect(inside).toMatch(/^(!date\^|https:\/\/firstline\.example\/leads\/|mailto:[\w.+-]+@[\w.-]+\||tel:\+?\d+\|)/);
      }),
      { numRuns: 300 },
    );
  });

  it('turns Slack’s own linking off in every text of ours', () => {
    for (const text of textsOf(shown(anAlert()))) if (text.type === 'mrkdwn') expect(text.verbatim).toBe(true);
  });

  it.each([
    ['an offer', {}, /^New lead: Ada King/, 'Why now'],
    ['a second rep’s offer', { purpose: 'escalation', before: 'Ben Carter passed' }, /^New lead/, 'Ben Carter passed. You are asked now.'],
    ['a reminder', { purpose: 'reminder' }, /^Reminder/, 'still waits for you'],
    [
      'a manager’s',
      { purpose: 'escalation', kind: 'manager', before: 'Ben Carter did not answer.' },
      /^Not taken yet/,
      'Ben Carter did not answer. The reps who were asked',
    ],
    ['a page', { purpose: 'page', kind: 'on-call' }, /^Nobody took this lead/, 'You are on call'],
  ] as [string, Partial<AlertInstruction>, RegExp, string][])('says what %s is', (_what, change, text, words) => {
    const message = alertMessage(anAlert(change), at);
    expect(message.text).toMatch(text);
    expect(wordsOf(message.blocks as unknown as Shown[])).toContain(words);
  });

  it('has buttons whose value is the episode and the round; on call there is nobody to pass to', () => {
    const buttonsOf = (alert: AlertInstruction) =>
      shown(alert)
        .find(({ type }) => type === 'actions')!
        .elements!.map(({ action_id, value }) => `${action_id} ${value}`);
    const { episodeId } = anAlert();
    expect(buttonsOf(anAlert({ round: 3 }))).toEqual([`take ${episodeId}:3`, `pass ${episodeId}:3`, `snooze ${episodeId}:3`]);
    expect(buttonsOf(anAlert({ purpose: 'page', kind: 'on-call' }))).toEqual([`take ${episodeId}:1`]);
  });

  it('leaves out what is not known', () => {
    const { firstWords: _f, advice: _a, email: _e, phone: _p, dueAt: _d, ...bare } = anAlert({ history: [] });
    const words = wordsOf(shown(bare));
    expect(words).not.toMatch(/undefined|Before|first words|Mind|Answer by/);
  });

  it.each([
    ['ada@lovelace.example', '<mailto:ada@lovelace.example|ada@lovelace.example>'],
    ['ada@lovelace.example?bcc=all@firstline.example', 'ada@lovelace.example?bcc=all@firstline.example'],
    ['"><a>@x', '"&gt;&lt;a&gt;@x'],
  ])('links the address %s only when it is a plain one', (email, expected) =>
    expect(wordsOf(shown(anAlert({ email })))).toContain(expected),
  );
});

describe('a message that asks for nothing any more', () => {
  const alert = anAlert();
  const updated = (as: 'taken' | 'moved-on' | 'cancelled' | 'unanswered', byName?: string, addressee = 'Ana Duarte') =>
    updatedMessage({ of: 'k', as, who: 'Ada', ...(byName ? { byName } : {}) }, alert, { addressee, ...at });

  it.each([
    [updated('taken', 'Ben Carter'), 'Ben Carter took it.'],
    [updated('taken'), 'It was taken.'],
    [updated('taken', 'Ana Duarte'), 'You took it.'],
    [updated('moved-on', 'Ben Carter'), 'Ben Carter is asked now.'],
    [updated('moved-on'), 'Somebody else is asked now.'],
    [updated('cancelled'), 'Cancelled: nothing to do any more.'],
    [updated('unanswered'), 'Nobody took it in time.'],
  ])('has no buttons and says %#', (message, words) => {
    expect(message.text).toContain(words);
    expect((message.blocks as unknown as Shown[]).some(({ type }) => type === 'actions')).toBe(false);
    expect(wordsOf(message.blocks as unknown as Shown[])).toContain(words);
  });

  it('keeps the first words for the one who took it, and for nobody else', () => {
    expect(wordsOf(updated('taken', 'Ana Duarte').blocks as unknown as Shown[])).toContain('routing for two regions');
    expect(wordsOf(updated('taken', 'Ben Carter').blocks as unknown as Shown[])).not.toContain('routing for two regions');
  });

  it('is written from the update alone when the alert is gone', () => {
    expect(
      updatedMessage({ of: 'k', as: 'taken', who: '<Ada>', byName: 'Ben & co' }, undefined, { addressee: undefined, ...at }).text,
    ).toBe('&lt;Ada&gt;: Ben &amp; co took it.');
  });
});
