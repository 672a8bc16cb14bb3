import { standardWebhook, type SignedRequest } from '@firstline/cli/senders/senders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../harness/stack.js';
import { eventually, noLeadIsTornApart, sentExactlyOnce, settled, tally, workflowsOf } from './accounts.js';
import { demoRequest, fromFourConnections, full, seeded, shuffled, somebody } from './people.js';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack?.stop());

const times = full ? 200 : 50;
const people = full ? 120 : 40;

describe('the same event, sent again and again at the same moment', () => {
  const product = (): SignedRequest =>
    standardWebhook('product-webhooks', stack.env['PRODUCT_WEBHOOK_SECRET']!, {
      id: `msg_${Date.now()}`,
      type: 'user.signed_up',
      data: somebody(),
      atMs: Date.now(),
    });

  it.each([
    ['over our own API', () => stack.door.canonical(demoRequest())],
    ['as a signed webhook', product],
  ])('is one signal, one workflow, one message and one letter: %s', async (_, make) => {
    const [slackBefore, mailsBefore] = [(await stack.sandbox.slackMessages()).length, (await stack.sandbox.mails()).length];
    const request = make();
    const answers = await Promise.all(Array.from({ length: times }, () => stack.door.post(request)));
    expect(tally(answers.map(({ status }) => ({ stage: String(status) })))).toMatch(/^2\d\d: \d+$/);
    const [id, another] = new Set(
      answers.flatMap(({ body }) => body.id ?? (body as any).results.map((result: { id: string }) => result.id)),
    );
    expect(another).toBeUndefined();

    const [signal] = await settled(stack, [id!]);
    expect(signal).toMatchObject({ stage: 'waiting' });
    expect(await stack.db.signal.count({ where: { eventId: signal!.eventId } })).toBe(1);
    await eventually(async () => expect(await workflowsOf(stack, signal!.workflowId)).toBe(1));
    expect((await stack.sandbox.slackMessages()).length - slackBefore).toBe(1);
    expect((await stack.sandbox.mails()).length - mailsBefore).toBe(1);
  });
});

describe('many signals of few people, from four connections at once', () => {
  it('makes one lead, one open episode and one alert in each channel of each person, and accounts for every signal', async () => {
    const random = seeded('many signals of few people');
    const before = {
      leads: (await stack.door.leads()).length,
      slack: (await stack.sandbox.slackMessages()).length,
      mails: (await stack.sandbox.mails()).length,
    };
    const requests = shuffled(Array.from({ length: people }, () => fromFourConnections(stack, somebody())).flat(), random);
    const startedMs = performance.now();
    const accepted = await Promise.all(requests.map((request) => stack.door.deliver(request)));
    const answeredMs = performance.now() - startedMs;
    const ids = accepted.map(({ id }) => id);
    expect(new Set(ids).size).toBe(people * 5);

    const signals = await settled(stack, ids, 90_000);
    console.log(
      `${ids.length} signals answered in ${Math.round(answeredMs)} ms (${stack.door.refusals} times told to come again), settled in ${Math.round(performance.now() - startedMs)} ms`,
    );
    expect(tally(signals.toSorted((a, b) => (a.stage < b.stage ? 1 : -1)))).toBe(`waiting: ${people}, merged: ${people * 4}`);
    const leads = (await stack.door.leads()).slice(0, -before.leads || undefined);
    expect(leads).toHaveLength(people);
    expect(leads.filter(({ openEpisodeId, assignment }) => !openEpisodeId || !assignment)).toEqual([]);
    expect(new Set(leads.map(({ openEpisodeId }) => openEpisodeId)).size).toBe(people);
    await noLeadIsTornApart(stack);

    expect((await stack.sandbox.slackMessages()).length - before.slack).toBe(people);
    expect((await stack.sandbox.mails()).length - before.mails).toBe(people);
    await sentExactlyOnce(stack);
  });

  it('shares them among the reps of the pool, within one lead of the weights', async () => {
    await settled(
      stack,
      (await stack.door.signals()).map(({ id }) => id),
    );
    const shares = Object.groupBy(await stack.door.leads(), ({ assignment }) => assignment?.rep.id ?? 'nobody');
    const counts = Object.values(shares).map((leads) => leads!.length);
    expect(counts).toHaveLength(3); // the pool "Everywhere else", each with weight one
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });
});

describe('what is no signal', () => {
  it.each([
    ['a body that is not JSON', '{"eventId": ', 400],
    ['a field of the wrong kind', JSON.stringify({ ...demoRequest(), type: 'no.such.type' }), 400],
    ['a key that would change every object', '{"__proto__": {"isAdmin": true}, "eventId": "x", "type": "form.submitted"}', 400],
    ['ten megabytes', JSON.stringify({ ...demoRequest(), filler: 'x'.repeat(10_000_000) }), 413],
  ])('is refused in words that help: %s', async (_, body, status) => {
    const answer = await stack.door.post<{ detail: string }>({ ...stack.door.canonical({}), body });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.detail.length).toBeGreaterThan(10);
  });

  it('leaves everything standing', () => {
    expect(stack.fallen()).toEqual([]);
  });
});
