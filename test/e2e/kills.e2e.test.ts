import { setTimeout as sleep } from 'node:timers/promises';
import type { SignedRequest } from '@firstline/cli/senders/senders';
import type { VendorName } from '@firstline/sandbox/vendor';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../harness/stack.js';
import type { Part } from '../harness/stack-parts.js';
import { eventually, noLeadIsTornApart, sentExactlyOnce, settled, tally } from './accounts.js';
import { demoRequest, fromFourConnections, full, seeded, shuffled, somebody } from './people.js';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start({
    policy: ({ alerts }) => {
      // What uses up its quick tries in an outage climbs the ladder: in seconds here.
      alerts.deadLetters = { retryAfter: ['2s', '5s', '10s'], pageAfter: '2h' };
    },
  });
});
afterAll(() => stack?.stop());
afterEach(() => stack.sandbox.heal());

const signals = full ? 240 : 60;
const rounds = full ? 10 : 3;
/** What a killed worker had in hand is given to another after the step's time-out, 20 s for a message; and once more if that one is killed. */
const RECOVERS_WITHIN_MS = 150_000;

/** Half of them of people who speak up twice at nearly the same moment. */
function requests(count: number, random: () => number): SignedRequest[] {
  const twice = Array.from({ length: count / 4 }, () => fromFourConnections(stack, somebody()).slice(0, 2)).flat();
  const once = Array.from({ length: count / 2 }, () => stack.door.canonical(demoRequest()));
  return shuffled([...twice, ...once], random);
}

/** Sends all of it at random moments of the given time, as senders who come again until they are heard. */
async function flow(sent: readonly SignedRequest[], overMs: number, random: () => number): Promise<string[]> {
  const accepted = await Promise.all(
    sent.map(async (request) => {
      await sleep(random() * overMs);
      return stack.door.deliver(request);
    }),
  );
  return accepted.map(({ id }) => id);
}

/** Kills a program at random moments while signals flow, and starts it again. */
async function killedWhileSignalsFlow(part: Part, { times, awayMs }: { times: number; awayMs: number }): Promise<string[]> {
  const random = seeded(`kill -9 of ${part}`);
  const flowing = flow(requests(signals, random), times * (awayMs + 2_500), random);
  for (let time = 1; time <= times; time++) {
    await sleep(300 + random() * 2_000);
    await stack.kill(part);
    await sleep(awayMs);
    await stack.start(part);
  }
  return flowing;
}

async function nothingWasLost(what: string, ids: readonly string[]): Promise<void> {
  const startedMs = performance.now();
  const ended = await settled(stack, ids, RECOVERS_WITHIN_MS);
  expect(ended).toHaveLength(new Set(ids).size);
  expect(stack.fallen()).toEqual([]);
  await noLeadIsTornApart(stack);
  const sent = await sentExactlyOnce(stack);
  console.log(
    `${what}: ${ids.length} accepted, 0 lost (${tally(ended)}), ${Math.round(performance.now() - startedMs)} ms to settle; ${JSON.stringify(sent)}`,
  );
}

const beganToCall = (vendor: VendorName, calls: number): Promise<void> =>
  eventually(async () =>
    expect((await stack.sandbox.records(vendor)).filter(({ outcome }) => outcome === 'pending').length).toBeGreaterThanOrEqual(calls),
  );

describe('kill -9 of the worker', () => {
  it('in the middle of asking vendors, posting messages and sending letters: each deed is done once', async () => {
    await stack.sandbox.fault('slack', { path: 'chat.postMessage', latencyMs: 2_500 });
    await stack.sandbox.fault('smtp', { latencyMs: 2_500 });
    const alerting = await flow(requests(8, Math.random), 0, Math.random);
    await beganToCall('slack', 3);
    await stack.sandbox.fault('apollo', { latencyMs: 700 });
    const asking = await flow(requests(8, Math.random), 0, Math.random);
    await beganToCall('apollo', 1);
    await stack.kill('worker'); // Slack goes on and posts what nobody hears of any more
    await sleep(3_000);
    await stack.sandbox.heal();
    await stack.start('worker');
    await nothingWasLost('worker killed with every kind of call in hand', [...alerting, ...asking]);
  });

  it('at random moments while signals flow', async () => {
    await nothingWasLost(`worker killed ${rounds} times`, await killedWhileSignalsFlow('worker', { times: rounds, awayMs: 200 }));
  });
});

describe('kill -9 of the ingress', () => {
  it('between commit and start: whatever was answered 202 is started by the next one', async () => {
    const sent = Array.from({ length: 20 }, () => demoRequest());
    stack.signal('temporal', 'SIGSTOP'); // takes the start, and does not answer
    const answers = await Promise.all(sent.map((signal) => stack.door.send(signal)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const ids = answers.map(({ body }) => body.id);
    expect(await stack.db.signal.count({ where: { id: { in: ids }, startedAt: null } })).toBe(20);
    await stack.kill('ingress');
    stack.signal('temporal', 'SIGCONT');
    await stack.start('ingress');
    await nothingWasLost('ingress killed between commit and start', ids);
  });

  it('at random moments while signals flow', async () => {
    await nothingWasLost(`ingress killed ${rounds} times`, await killedWhileSignalsFlow('ingress', { times: rounds, awayMs: 100 }));
  });
});

describe('kill -9 of a store under load', () => {
  it.each(['postgres', 'temporal'] as const)('%s: signals go on being accepted, and all of them are worked on', async (part) => {
    const refusedBefore = stack.door.refusals;
    const times = full ? 4 : 2;
    const ids = await killedWhileSignalsFlow(part, { times, awayMs: 1_500 });
    console.log(`${part} away ${times} times: senders were told to come again ${stack.door.refusals - refusedBefore} times`);
    await nothingWasLost(`${part} killed ${times} times`, ids);
  });
});

describe('kill -9 of everything under load', () => {
  it('goes on where it stood when it is started again', async () => {
    const random = seeded('kill -9 of everything');
    const flowing = flow(requests(signals, random), 4_000, random);
    await sleep(1_000 + random() * 1_500);
    await Promise.all((['worker', 'ingress', 'postgres', 'temporal'] as const).map((part) => stack.kill(part)));
    await Promise.all([stack.start('postgres'), stack.start('temporal')]);
    await Promise.all([stack.start('worker'), stack.start('ingress')]);
    await nothingWasLost('everything killed', await flowing);
  });

  it.runIf(full)('one after the other, at random, while Slack and mail misbehave', async () => {
    const random = seeded('everything at random');
    await stack.sandbox.fault('slack', {
      mode: 'act-then-drop',
      path: 'chat.postMessage',
      failRate: 0.3,
      latencyMs: 50,
      latencyJitterMs: 400,
    });
    await stack.sandbox.fault('smtp', { failRate: 0.1, status: 450, latencyMs: 50, latencyJitterMs: 400 });
    const flowing = flow(requests(400, random), 60_000, random);
    const parts = ['worker', 'ingress', 'postgres', 'temporal'] as const;
    for (const untilMs = Date.now() + 60_000; Date.now() < untilMs;) {
      const part = parts[Math.floor(random() * parts.length)]!;
      await sleep(random() * 4_000);
      await stack.kill(part);
      await sleep(random() * 2_000);
      await stack.start(part);
    }
    const ids = await flowing;
    await stack.sandbox.heal();
    for (const { id } of await stack.door.deadLetters()) await stack.door.operate(`/v1/dead-letters/${id}/retry`);
    await nothingWasLost('everything killed at random', ids);
  });
});
