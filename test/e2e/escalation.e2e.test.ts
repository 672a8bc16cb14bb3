import { setTimeout as sleep } from 'node:timers/promises';
import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../harness/sandbox-door.js';
import { Stack } from '../harness/stack.js';
import { eventually, sentExactlyOnce, settled } from './accounts.js';
import { demoRequest, somebody } from './people.js';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start({
    policy: ({ alerts, triggers }) => {
      for (const onCall of alerts.onCall) onCall.page = 'pagerduty';
      // Demo requests climb in seconds; trials wait, for tests about who takes them.
      const demo = triggers.find(({ id }) => id === 'demo-request')!;
      Object.assign(demo.sla, { remindAfter: '1s', respondWithin: '2500ms', reps: 2, pageAfter: '2500ms', giveUpAfter: '1h' });
    },
  });
});
afterAll(() => stack?.stop());

/** A trial of somebody new, once a rep has been told by every channel. */
async function offered(): Promise<LeadDetail> {
  const { body } = await stack.door.send(demoRequest(somebody(), { type: 'product.trial_started', properties: {} }));
  const [signal] = await settled(stack, [body.id]);
  return stack.door.lead(signal!.lead!.id);
}

const taken = (leadId: string, repId: string): Promise<LeadDetail> =>
  eventually(async () => {
    const lead = await stack.door.lead(leadId);
    expect(lead.takenBy?.id).toBe(repId);
    return lead;
  });

const messagesAbout = async ({ openEpisodeId, episode }: LeadDetail): Promise<SlackMessage[]> =>
  (await stack.sandbox.slackMessages()).filter(({ attemptKey }) => attemptKey.startsWith(`${openEpisodeId ?? episode?.id}/`));

/** Keys end in the round, after whom it is for: `…/slack.alert/ana-duarte/1`. */
const messageTo = async (lead: LeadDetail, repId: string): Promise<SlackMessage> => {
  const found = (await messagesAbout(lead)).find(({ attemptKey }) => attemptKey.includes(`/${repId}/`));
  if (!found) throw new Error(`no message to ${repId}`);
  return found;
};

/** In a conversation with one person, the channel's id is theirs but for the first letter. */
const tapOn = ({ channel, ts }: SlackMessage, actionId = 'take') =>
  stack.sandbox.tap({ channel, ts, actionId, userId: `U${channel.slice(1)}` });

async function oneTapLink(lead: LeadDetail, repId: string): Promise<string> {
  const mails = (await stack.sandbox.mails()).filter(
    ({ envelope, text }) => envelope.to[0]!.startsWith(repId.replace('-', '.')) && text.includes(lead.id),
  );
  const link = /http\S+\/v1\/take\/\S+/.exec(mails.at(-1)?.text ?? '')?.[0];
  if (!link) throw new Error(`no letter with a link to ${repId}`);
  return link;
}
const page = async (response: Response) => ({ status: response.status, text: await response.text() });

describe('a lead that nobody takes', () => {
  it('is reminded of, goes to the next rep, to the manager and to on-call, each step to be seen; and can still be taken', async () => {
    const { body } = await stack.door.send(demoRequest());
    const lead = await eventually(async () => {
      const { lead } = await stack.door.signal(body.id);
      const detail = await stack.door.lead(lead!.id);
      expect(detail.timeline.map(({ step }) => step)).toContain('paged');
      return detail;
    }, 60_000);
    const ladder = lead.timeline.map(({ step }) => step).filter((step) => ['offered', 'reminded', 'breached', 'paged'].includes(step));
    expect(ladder).toEqual(['offered', 'reminded', 'breached', 'offered', 'reminded', 'breached', 'offered', 'breached', 'paged']);
    const rounds = lead.assignments.toSorted((a, b) => a.round - b.round);
    expect(rounds.map(({ kind, endedAs }) => `${kind} ${endedAs}`)).toEqual(['rep breached', 'rep breached', 'manager breached']);
    expect(new Set(rounds.map(({ rep }) => rep.id)).size).toBe(3);

    const alert = await eventually(async () => {
      const about = (await stack.sandbox.pages()).filter(({ dedupKey }) => dedupKey.includes(lead.openEpisodeId!));
      expect(about).toMatchObject([{ status: 'triggered', severity: 'critical', triggers: 1 }]);
      return about[0]!;
    });
    expect(alert.summary).not.toContain('Kim'); // pages end up on lock screens
    const late = rounds.map(
      ({ dueAt }, index) => Date.parse(lead.timeline.filter(({ step }) => step === 'breached')[index]!.at) - Date.parse(dueAt),
    );
    console.log(`escalation steps came ${late.join(', ')} ms after they were due`);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(-5); // never early

    // Two offers, two reminders, the manager, on-call: those that ask for nothing any more say who is asked now.
    await settled(stack, [body.id]);
    const messages = await messagesAbout(lead);
    expect(messages).toHaveLength(6);
    const [first, second] = rounds.map(({ rep }) => rep);
    expect((await messageTo(lead, first!.id)).text).toContain(`${second!.name} is asked now.`);

    expect((await stack.door.press(lead.id, 'acknowledge', { repId: first!.id })).status).toBe(200); // whoever was asked may still take it
    await taken(lead.id, first!.id);
    await settled(stack, [body.id]);
    for (const message of await messagesAbout(lead)) expect(message.text).toMatch(/(took it|You took it)\.$/);
  });
});

describe('a worker that is killed while the clock runs', () => {
  it('is followed by one that goes on where it stood: nothing is skipped, nothing is said twice', async () => {
    const { body } = await stack.door.send(demoRequest());
    await settled(stack, [body.id]);
    await stack.kill('worker');
    await sleep(4_000); // the reminder and the deadline pass with nobody there
    await stack.start('worker');
    const ladder = await eventually(async () => {
      const steps = (await stack.door.signal(body.id)).timeline.map(({ step }) => step);
      expect(steps).toContain('paged');
      return steps.filter((step) => ['offered', 'breached', 'paged'].includes(step));
    }, 60_000);
    expect(ladder).toEqual(['offered', 'breached', 'offered', 'breached', 'offered', 'breached', 'paged']);
    await settled(stack, [body.id]);
    await sentExactlyOnce(stack);
  });
});

describe('taking a lead', () => {
  it('by the API: theirs; twice is once; everybody else is told who has it', async () => {
    const lead = await offered();
    const { rep } = lead.assignment!;
    const first = await stack.door.press(lead.id, 'acknowledge', { repId: rep.id });
    expect(first).toMatchObject({ status: 200, body: { accepted: true, rep: { id: rep.id } } });
    expect(await stack.door.press(lead.id, 'acknowledge', { repId: rep.id })).toMatchObject({ status: 200, body: { accepted: true } });
    const other = await stack.door.press(lead.id, 'acknowledge', { repId: 'grace-moreau' });
    expect(other).toMatchObject({
      status: 409,
      body: { code: 'conflict', because: 'taken', rep: { id: rep.id }, detail: expect.stringContaining(`${rep.name} took it`) },
    });
    await taken(lead.id, rep.id);
    await eventually(async () => expect((await messageTo(lead, rep.id)).text).toContain('You took it.'));
  });

  it('by a button in Slack: the message says so, and the next tap is told why not', async () => {
    const lead = await offered();
    const { rep } = lead.assignment!;
    const tapped = await tapOn(await messageTo(lead, rep.id));
    expect(tapped.status).toBe(200);
    expect(tapped.tookMs).toBeLessThan(15_000); // Slack's own patience
    const timeline = (await taken(lead.id, rep.id)).timeline;
    expect(timeline.some(({ step }) => step === 'taken')).toBe(true);
    await eventually(async () => {
      const { text, blocks } = await messageTo(lead, rep.id);
      expect(text).toContain('You took it.');
      expect(JSON.stringify(blocks)).not.toContain('"actions"');
    });
  });

  it('by the link in a letter: looking takes nothing, pressing the button does', async () => {
    const lead = await offered();
    const { rep } = lead.assignment!;
    const link = await oneTapLink(lead, rep.id);
    for (let look = 1; look <= 3; look++) {
      const shown = await page(await fetch(link));
      expect(shown.status).toBe(200);
      expect(shown.text).toContain('<form method="post">');
    }
    expect((await stack.door.lead(lead.id)).takenBy).toBeNull();
    expect(await page(await fetch(link, { method: 'POST' }))).toMatchObject({ status: 200, text: expect.stringContaining('is yours') });
    await taken(lead.id, rep.id);
    expect(await page(await fetch(link))).toMatchObject({ status: 200, text: expect.stringContaining('is yours') });
    const forged = `${link.slice(0, -3)}AAA`;
    expect((await fetch(forged, { method: 'POST' })).status).toBe(404);
  });

  it('by two people in three ways at the same moment: the first has it, the other hears who', async () => {
    const lead = await offered();
    const { rep: first } = lead.assignment!;
    expect((await stack.door.press(lead.id, 'reassign', { because: 'speaks their language' })).status).toBe(200);
    const { rep: second } = await eventually(async () => {
      const { assignment } = await stack.door.lead(lead.id);
      expect(assignment?.rep.id).not.toBe(first.id);
      return assignment!;
    });
    await settled(stack, [lead.signals[0]!.id]);
    const link = await oneTapLink(lead, first.id);
    const message = await messageTo(lead, second.id);
    const [tapped, linked, pressed] = await Promise.all([
      tapOn(message),
      fetch(link, { method: 'POST' }).then(page),
      stack.door.press(lead.id, 'acknowledge', { repId: second.id }),
    ]);
    const { takenBy } = await eventually(async () => {
      const detail = await stack.door.lead(lead.id);
      expect(detail.takenBy).not.toBeNull();
      return detail;
    });
    expect(tapped.status).toBe(200); // Slack is told in words, never by a status
    const byFirst = takenBy!.id === first.id;
    expect([linked.status, pressed.status]).toEqual(byFirst ? [200, 409] : [409, 200]);
    expect(linked.text).toContain(byFirst ? 'is yours' : `${second.name} took it`);
    if (byFirst) expect(pressed.body).toMatchObject({ because: 'taken', rep: { id: first.id } });
    await settled(stack, [lead.signals[0]!.id]);
    // Each of the two reads the same story from their own side.
    const winner = byFirst ? first : second;
    for (const rep of [first, second])
      expect((await messageTo(lead, rep.id)).text).toContain(rep.id === winner.id ? 'You took it.' : `${winner.name} took it.`);
  });

  it('by somebody who was not asked: refused, naming who is', async () => {
    const lead = await offered();
    expect(await stack.door.press(lead.id, 'acknowledge', { repId: 'nina-okafor' })).toMatchObject({
      status: 409,
      body: { because: 'not-offered-to-you', rep: { id: lead.assignment!.rep.id } },
    });
    expect(await stack.door.press(lead.id, 'acknowledge', { repId: 'nobody-at-all' })).toMatchObject({ status: 422 });
  });
});

describe('an operator in the Temporal UI', () => {
  const workflowOf = (lead: LeadDetail) => stack.temporal.workflow.getHandle(lead.episode!.workflowId);

  it('takes a lead for a rep by an update; the API follows', async () => {
    const lead = await offered();
    const repId = lead.assignment!.rep.id;
    const handle = workflowOf(lead);
    await expect(handle.executeUpdate('acknowledge', { args: [{ repId: '' }] })).rejects.toThrow();
    expect(await handle.executeUpdate('acknowledge', { args: [{ repId }] })).toMatchObject({ accepted: true, repId });
    const { stage } = await taken(lead.id, repId);
    expect(stage).toBe('taken');
    await eventually(async () => expect((await messageTo(lead, repId)).text).toContain('You took it.'));
  });

  it.each([
    ['the API', (lead: LeadDetail) => stack.door.press(lead.id, 'cancel', { because: 'wrong number' })],
    ['Temporal', (lead: LeadDetail) => workflowOf(lead).cancel()],
  ])('cancels it by %s: messages are updated, tasks closed, and it says so everywhere', async (_, cancel) => {
    const lead = await offered();
    const { rep } = lead.assignment!;
    await cancel(lead);
    const cancelled = await eventually(async () => {
      const detail = await stack.door.lead(lead.id);
      expect(detail.stage).toBe('cancelled');
      expect(detail.openEpisodeId).toBeNull();
      return detail;
    });
    expect(cancelled.assignment).toBeNull();
    expect((await stack.door.signal(lead.signals[0]!.id)).stage).toBe('cancelled');
    await settled(stack, [lead.signals[0]!.id]);
    expect((await messageTo(lead, rep.id)).text).toMatch(/Cancelled/);
    expect(await stack.db.crmTask.count({ where: { key: { startsWith: lead.openEpisodeId! }, state: 'open' } })).toBe(0);
    expect((await workflowOf(lead).describe()).status.name).not.toBe('RUNNING');
    expect(await stack.door.press(lead.id, 'acknowledge', { repId: rep.id })).toMatchObject({ status: 409, body: { because: 'over' } });
    const link = await oneTapLink(lead, rep.id);
    expect(await page(await fetch(link, { method: 'POST' }))).toMatchObject({ status: 409, text: expect.stringContaining('cancelled') });
  });
});
