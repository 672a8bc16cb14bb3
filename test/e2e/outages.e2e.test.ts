import { setTimeout as sleep } from 'node:timers/promises';
import type { SignalListItem } from '@firstline/domain/api/signals.schema';
import type { Fault } from '@firstline/sandbox/faults/fault';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Answered } from '../harness/front-door.js';
import { Stack } from '../harness/stack.js';
import { eventually, noLeadIsTornApart, sentExactlyOnce, settled, tally } from './accounts.js';
import { demoRequest, somebody } from './people.js';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start({
    policy: ({ alerts }) => {
      alerts.deadLetters = { retryAfter: ['1s', '10m'], pageAfter: '2h' };
    },
  });
});
afterAll(() => stack?.stop());
afterEach(async () => {
  await stack.sandbox.heal();
  expect(stack.fallen()).toEqual([]);
});

const statuses = (answers: readonly Answered<unknown>[]): string => tally(answers.map(({ status }) => ({ stage: String(status) })));
const sendAtOnce = (count: number) => Promise.all(Array.from({ length: count }, () => stack.door.send(demoRequest())));
const leadOf = async (signalId: string): Promise<string> => (await settled(stack, [signalId]))[0]!.lead!.id;
/** When each of these got a rep, first to last, as milliseconds after that moment. */
const assignedAfter = (signals: readonly SignalListItem[], sinceMs: number): string => {
  const after = signals
    .map(({ receivedAt, msToAssigned }) => Date.parse(receivedAt) + (msToAssigned ?? 0) - sinceMs)
    .toSorted((a, b) => a - b);
  return `the first had a rep ${after[0]} ms after that, the last ${after.at(-1)} ms`;
};
/** Wide: the machine may be busy. A sender that has to wait for a dead store would wait for longer. */
const SOON_MS = 30_000;

describe('Temporal is away for some seconds', () => {
  it('signals go on being accepted, buttons say that nothing was done, and all of it is worked on afterwards', async () => {
    const leadId = await leadOf((await stack.door.send(demoRequest())).body.id);
    await stack.kill('temporal');
    const startedMs = performance.now();
    const answers = await sendAtOnce(40);
    expect(statuses(answers)).toBe('202: 40');
    expect(performance.now() - startedMs).toBeLessThan(SOON_MS);
    const { rep } = (await stack.door.lead(leadId)).assignment!;
    const refused = await stack.door.press(leadId, 'acknowledge', { repId: rep.id });
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    await sleep(3_000);
    const late = await stack.door.send(demoRequest());
    expect(late.status).toBe(202);
    expect((await stack.door.stats()).signals.unstarted).toBe(41);

    await stack.start('temporal');
    const ids = [...answers, late].map(({ body }) => body.id);
    const backMs = Date.now();
    const ended = await settled(stack, ids);
    expect(tally(ended)).toBe('waiting: 41');
    console.log(`Temporal away, then back: 41 accepted, 0 lost; ${assignedAfter(ended, backMs)}`);
    expect((await stack.door.press(leadId, 'acknowledge', { repId: rep.id })).status).toBe(200);
    await sentExactlyOnce(stack);
  });
});

describe('Postgres is away for some seconds', () => {
  it('signals go on being accepted through Temporal, sealed, and their rows appear afterwards', async () => {
    await stack.kill('postgres');
    const person = somebody();
    const first = demoRequest(person);
    const startedMs = performance.now();
    const told = await stack.door.send(first);
    const answers = [told, ...(await sendAtOnce(19))];
    expect(statuses(answers)).toBe('202: 20');
    expect(performance.now() - startedMs).toBeLessThan(SOON_MS);
    expect((await stack.door.send(first)).body).toEqual({ ...told.body, status: 'duplicate' });
    const asked = await fetch(`${stack.url}/v1/leads`, { headers: { authorization: `Bearer ${stack.keys.operator}` } });
    expect([asked.status, asked.headers.get('content-type')]).toEqual([503, expect.stringContaining('application/problem+json')]);

    const { events } = await stack.temporal.workflow.getHandle(told.body.workflowId).fetchHistory();
    const [input] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const bytes = Buffer.from(input!.data!).toString('latin1');
    for (const secret of [person.email, person.lastName, first.eventId, 'inline']) expect(bytes).not.toContain(secret);
    // Proof that it was there to be seen: with the key it can be read.
    const [opened] = await stack.temporal.options.loadedDataConverter.payloadCodecs[0]!.decode([input!]);
    expect(Buffer.from(opened!.data!).toString('utf8')).toContain(person.email);

    await stack.start('postgres');
    const backMs = Date.now();
    const ended = await settled(
      stack,
      answers.map(({ body }) => body.id),
    );
    expect(tally(ended)).toBe('waiting: 20');
    console.log(`Postgres away, then back: 20 accepted, 0 lost; ${assignedAfter(ended, backMs)}`);
    expect((await stack.door.signal(told.body.id)).captured.person).toMatchObject({ email: person.email });
    expect((await stack.door.send(first)).body).toEqual({ ...told.body, status: 'duplicate' });
    await sentExactlyOnce(stack);
  });
});

describe('both stores are away', () => {
  it('senders are told to come again, and when; then nothing of it was lost or doubled', async () => {
    await Promise.all([stack.kill('postgres'), stack.kill('temporal')]);
    const sent = Array.from({ length: 5 }, () => demoRequest());
    for (const answer of await Promise.all(sent.map((signal) => stack.door.send(signal)))) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable', type: 'urn:firstline:problem:unavailable' } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await fetch(`${stack.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${stack.url}/healthz`)).status).toBe(200);
    await Promise.all([stack.start('postgres'), stack.start('temporal')]);
    const accepted = await Promise.all(sent.map((signal) => stack.door.deliver(stack.door.canonical(signal))));
    expect(
      tally(
        await settled(
          stack,
          accepted.map(({ id }) => id),
        ),
      ),
    ).toBe('waiting: 5');
    await noLeadIsTornApart(stack);
    await sentExactlyOnce(stack);
  });
});

/** A person whom both vendors know; only the vendors can say how large the company is. */
const known = (name: string) => demoRequest({ email: `${name}.${Date.now()}@lovelace.example`, firstName: name, lastName: 'Known' });
const bothVendors = (fault: Fault) => Promise.all([stack.sandbox.fault('apollo', fault), stack.sandbox.fault('people-data-labs', fault)]);

describe('the enrichment vendors', () => {
  it.each<[string, Fault]>([
    ['are slower than the deadline', { latencyMs: 6_000 }],
    ['answer nonsense', { mode: 'nonsense' }],
    ['are down', { mode: 'down' }],
  ])('%s: a rep has the lead all the same, and it says who was silent and what is missing', async (_, fault) => {
    await bothVendors(fault);
    const { body } = await stack.door.send(demoRequest());
    await settled(stack, [body.id]);
    const { msToAlerted, timeline, verdicts } = await stack.door.signal(body.id);
    expect(msToAlerted).toBeLessThan(SOON_MS);
    const enriched = timeline.find(({ step }) => step === 'enriched')!;
    expect(enriched.text).toMatch(/still missing: .*company\.employees/);
    for (const vendor of ['apollo', 'people-data-labs'])
      expect(enriched.text).toMatch(new RegExp(`${vendor} (did not answer in time|failed|is left alone)`));
    expect(verdicts.find(({ kind }) => kind === 'enriched')?.reasons.length).toBeGreaterThanOrEqual(2);
    console.log(`vendors with ${JSON.stringify(fault)}: alerted after ${msToAlerted} ms; ${enriched.text}`);
  });
});

describe('Slack', () => {
  const slackActions = async (signalId: string) => (await stack.door.signal(signalId)).actions.filter(({ kind }) => kind === 'slack.alert');

  it('posts a message and hangs up before it says so: there is one message', async () => {
    await stack.sandbox.fault('slack', { mode: 'act-then-drop', path: 'chat.postMessage', times: 1 });
    const { body } = await stack.door.send(demoRequest());
    await settled(stack, [body.id]);
    const [action] = await slackActions(body.id);
    expect(action).toMatchObject({ state: 'done', attempts: 2 });
    expect((await stack.sandbox.slackMessages()).filter(({ attemptKey }) => attemptKey === action!.key)).toHaveLength(1);
    await sentExactlyOnce(stack);
  });

  it('is down: the rep hears by mail, the message waits as a dead letter, and heals when asked to', async () => {
    await stack.sandbox.fault('slack', { mode: 'down' });
    const { body } = await stack.door.send(demoRequest());
    const [deadLetter] = await eventually(async () => {
      const open = await stack.door.deadLetters();
      expect(open).toMatchObject([{ signalId: body.id, kind: 'slack.alert', error: { code: 'CHANNEL_UNAVAILABLE' }, tries: 1 }]);
      return open;
    }, 60_000);
    const { stage, actions } = await stack.door.signal(body.id);
    expect(stage).toBe('waiting');
    expect(actions.find(({ kind }) => kind === 'email.alert')).toMatchObject({ state: 'done' });

    await stack.sandbox.heal();
    expect(await stack.door.operate(`/v1/dead-letters/${deadLetter!.id}/retry`)).toMatchObject({ status: 200, body: { accepted: true } });
    await eventually(async () => expect(await stack.door.deadLetters('healed')).toMatchObject([{ id: deadLetter!.id }]));
    expect(await stack.door.deadLetters()).toEqual([]);
    const again = await stack.door.operate(`/v1/dead-letters/${deadLetter!.id}/retry`);
    expect(again).toMatchObject({ status: 200, body: { message: 'It was done already.' } });
    await sentExactlyOnce(stack);
  });
});

describe('a vendor that knows somebody', () => {
  it('is asked again once it is well, and what it says is told with its source', async () => {
    await eventually(
      async () => {
        const { body } = await stack.door.send(known(`ada${Math.random().toString(36).slice(2, 6)}`));
        const { facts } = await stack.door.lead(await leadOf(body.id));
        expect(facts.find(({ field }) => field === 'company.employees')?.current?.source).toMatch(/^enrichment:/);
      },
      60_000,
      1_000,
    );
  });
});
