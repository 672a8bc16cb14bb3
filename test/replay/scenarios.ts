import { randomUUID } from 'node:crypto';
import { FakeCrm } from '@firstline/activities/crm/crm.fake';
import { wontRetry } from '@firstline/activities/failures';
import type { EnrichmentProvider } from '@firstline/activities/enrichment/enrichment.port';
import type { LeadFetcher } from '@firstline/activities/sources/lead-fetcher.port';
import type { Policy, Sla } from '@firstline/domain/policy/policy.schema';
import type { Signal, SignalInput } from '@firstline/domain/signal/signal';
import { DEAD_LETTER, deadLetterId, discardUpdate, retryNowUpdate } from '@firstline/workflows/dead-letter/contract';
import { RETENTION } from '@firstline/workflows/retention/contract';
import {
  acknowledgeUpdate,
  reassignUpdate,
  recordOutcomeUpdate,
  snoozeUpdate,
  SPEED_TO_LEAD,
  speedToLeadId,
  type SpeedToLead,
} from '@firstline/workflows/speed-to-lead/contract';
import { OPERATE_QUEUE, taskQueue } from '@firstline/workflows/task-queues/contract';
import type { WorkflowHandle } from '@temporalio/client';
import { by, eventually, FakeMessages, Office, patientSla } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

type Story = WorkflowHandle<SpeedToLead>;
interface Scenario {
  /** `<workflow>.<what happened>` */
  name: string;
  sla?: Partial<Sla>;
  policy?: (draft: Policy) => void;
  /** @returns the workflow whose history is kept, ended or still waiting */
  play(office: Stage): Promise<{ workflowId: string }>;
}

/** The office, with vendors that can be told how to behave. */
export class Stage {
  readonly crm = new FakeCrm();
  readonly enrichment = { held: Promise.resolve(), fails: false };
  private constructor(readonly office: Office) {}

  static async open(): Promise<Stage> {
    let stage: Stage | undefined;
    const provider: EnrichmentProvider = {
      name: 'slow',
      cacheKey: ({ email }) => email,
      async lookup() {
        await stage?.enrichment.held;
        return { found: false, person: {}, company: {} };
      },
    };
    const fetcher: LeadFetcher = {
      kind: 'meta',
      async fetch({ connection }) {
        if (connection === 'meta-broken') throw wontRetry('SOURCE_REJECTED', 'the token of this connection has expired');
        const { person, company, attribution, properties, test } = demoRequest();
        return { person, company, attribution, properties, test };
      },
    };
    const crm = new FakeCrm();
    const office = await Office.open({
      vendors: { crm, performers: new FakeMessages().performers, providers: [provider], fetchers: [fetcher], kindOf: async () => 'meta' },
    });
    stage = new Stage(office);
    Object.assign(stage, { crm });
    return stage;
  }

  async prepare({ sla = {}, policy = () => undefined }: Scenario): Promise<void> {
    this.crm.mood = 'well';
    this.crm.facts = {};
    this.enrichment.held = Promise.resolve();
    await this.office.db.repPresence.deleteMany();
    await this.office.publish((draft) => {
      draft.enrichment = { ...draft.enrichment, providers: ['slow', 'offline'], deadline: 2_000 };
      for (const member of draft.team) member.channels = ['slack'];
      for (const trigger of draft.triggers) Object.assign(trigger.sla, { ...patientSla, ...sla });
      policy(draft);
    });
  }
}

let count = 0;
/** Somebody new, and what they do. */
function somebody(): (change?: Partial<SignalInput> & { connection?: string }) => Signal {
  count += 1;
  const person = {
    email: `annie.${count}@difference-${count}.example`,
    firstName: 'Annie',
    lastName: 'Easley',
    title: 'VP Engineering',
    country: 'GB',
  };
  const company = {
    name: `Difference ${count}`,
    domain: `difference-${count}.example`,
    country: 'GB',
    employees: 1_200,
    industry: 'Software',
  };
  return (change = {}) => demoRequest({ person, company, ...change });
}
const documentation = { type: 'website.page_viewed', properties: { category: 'documentation' } } as const;

const ack = (handle: Story, repId: string) => handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
const ended = async (handle: Story): Promise<Story> => {
  await handle.result().catch(() => undefined);
  return handle;
};
async function offered({ office }: Stage, round = 1): Promise<{ handle: Story; repId: string; leadId: string }> {
  const handle = await office.takeIn(demoRequest());
  return { handle, ...(await office.offered(handle, round)) };
}
async function taken(stage: Stage): Promise<Story> {
  const { handle, repId } = await offered(stage);
  await ack(handle, repId);
  return handle;
}
/** The dead letter of the contact, parked at once since the CRM refuses. */
async function parked(stage: Stage): Promise<{ leadId: string; letter: WorkflowHandle; story: Story }> {
  stage.crm.mood = 'refuses';
  const { handle, leadId } = await offered(stage);
  const row = await eventually(() => stage.office.db.deadLetter.findFirstOrThrow({ where: { leadId, kind: 'crm.upsert-lead' } }));
  return { leadId, story: handle, letter: stage.office.services.client.workflow.getHandle(deadLetterId(row.actionKey)) };
}
const ladder =
  (retryAfter: number[], pageAfter = 600_000) =>
  (draft: Policy): void => {
    draft.alerts.deadLetters = { retryAfter, pageAfter };
  };
const retryNow = (letter: WorkflowHandle) => letter.executeUpdate(retryNowUpdate, { args: [{ by: 'nina-okafor' }] });

export const scenarios: Scenario[] = [
  { name: `${SPEED_TO_LEAD}.taken-and-closed`, sla: { closeOutAfter: 50 }, play: async (stage) => ended(await taken(stage)) },
  {
    name: `${SPEED_TO_LEAD}.outcome-recorded`,
    async play(stage) {
      const handle = await taken(stage);
      await handle.executeUpdate(recordOutcomeUpdate, { args: [{ outcome: 'meeting-booked', note: 'next week', by }] });
      return ended(handle);
    },
  },
  { name: `${SPEED_TO_LEAD}.waiting-for-a-rep`, sla: { remindAfter: 300_000 }, play: async (stage) => (await offered(stage)).handle },
  { name: `${SPEED_TO_LEAD}.taken-and-waiting-to-close`, play: (stage) => taken(stage) },
  {
    name: `${SPEED_TO_LEAD}.taken-late-by-the-first-rep`,
    sla: { remindAfter: 100, respondWithin: 300, closeOutAfter: 50 },
    async play({ office }) {
      const handle = await office.takeIn(demoRequest());
      const { repId } = await office.offered(handle);
      await office.offered(handle, 2);
      await ack(handle, repId);
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.escalated-to-a-page-and-unanswered`,
    sla: { remindAfter: 80, respondWithin: 200, pageAfter: 150, giveUpAfter: 200 },
    play: async ({ office }) => ended(await office.takeIn(demoRequest())),
  },
  {
    name: `${SPEED_TO_LEAD}.taken-after-the-page`,
    sla: { respondWithin: 100, pageAfter: 100, closeOutAfter: 50 },
    async play({ office }) {
      const handle = await office.takeIn(demoRequest());
      await office.at(handle, 'paged');
      await ack(handle, 'nina-okafor');
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.passed-then-given-by-name`,
    sla: { closeOutAfter: 50 },
    async play(stage) {
      const { handle, repId } = await offered(stage);
      await handle.executeUpdate(reassignUpdate, { args: [{ as: 'passed', because: 'busy', by: { actor: repId, channel: 'slack' } }] });
      await stage.office.offered(handle, 2);
      await handle.executeUpdate(reassignUpdate, { args: [{ as: 'reassigned', toRepId: 'erik-lund', because: 'knows them', by }] });
      await stage.office.offered(handle, 3);
      await ack(handle, 'erik-lund');
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.moved-faster-than-it-is-offered`,
    async play(stage) {
      const { handle } = await offered(stage);
      for (const toRepId of ['erik-lund', 'sam-whitaker', 'hana-sato', 'erik-lund', 'diego-ramos'])
        await handle.executeUpdate(reassignUpdate, { args: [{ as: 'reassigned', toRepId, because: 'changed my mind', by }] });
      await eventually(async () => {
        const { state } = await stage.office.status(handle);
        if (state.at !== 'offered' || state.offer.repId !== 'diego-ramos') throw new Error('still moving');
      });
      await ack(handle, 'diego-ramos');
      await handle.cancel();
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.snoozed-and-reminded-twice`,
    sla: { remindAfter: 150, respondWithin: 2_000, closeOutAfter: 50 },
    async play(stage) {
      const { handle, repId, leadId } = await offered(stage);
      const reminded = (times: number) =>
        eventually(async () => {
          if ((await stage.office.timeline(leadId)).filter((step) => step === 'reminded').length < times)
            throw new Error('not reminded yet');
        });
      await reminded(1);
      await handle.executeUpdate(snoozeUpdate, { args: [{ untilMs: Date.now() + 400, by: { actor: repId, channel: 'console' } }] });
      await reminded(2);
      await ack(handle, repId);
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.merged`,
    async play(stage) {
      const they = somebody();
      await stage.office.offered(await stage.office.takeIn(they()));
      return ended(await stage.office.takeIn(they()));
    },
  },
  {
    name: `${SPEED_TO_LEAD}.joined-by-others`,
    sla: { closeOutAfter: 400 },
    async play({ office }) {
      const they = somebody();
      const owner = await office.takeIn(they());
      const { repId } = await office.offered(owner);
      await ended(await office.takeIn(they()));
      await ack(owner, repId);
      await ended(await office.takeIn(they(documentation)));
      return ended(owner);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.pursued-for-a-signal-that-joined`,
    sla: { closeOutAfter: 50 },
    async play(stage) {
      let open = (): void => undefined;
      stage.enrichment.held = new Promise((done) => (open = done));
      const they = somebody();
      const first = they(documentation);
      const owner = await stage.office.takeIn(first);
      await stage.office.stage(first, 'enriching');
      await ended(await stage.office.takeIn(they()));
      open();
      const { repId } = await stage.office.offered(owner);
      await ack(owner, repId);
      return ended(owner);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.took-over-and-asked-the-next-rep`,
    sla: { closeOutAfter: 50 },
    async play({ office }) {
      const they = somebody();
      const owner = await office.takeIn(they());
      const { repId } = await office.offered(owner);
      await owner.terminate('by hand');
      const heir = await office.takeIn(they(documentation));
      await office.offered(heir, 2);
      await ack(heir, repId);
      return ended(heir);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.took-over-a-lead-that-was-taken`,
    sla: { closeOutAfter: 300 },
    async play({ office }) {
      const they = somebody();
      const first = they();
      const owner = await office.takeIn(first);
      const { repId } = await office.offered(owner);
      await ack(owner, repId);
      await office.stage(first, 'taken');
      await owner.terminate('by hand');
      return ended(await office.takeIn(they()));
    },
  },
  {
    name: `${SPEED_TO_LEAD}.unqualified`,
    play: async ({ office }) =>
      ended(await office.takeIn(demoRequest({ company: { name: 'Tiny', domain: 'tiny.example', country: 'GB', employees: 2 } }))),
  },
  {
    name: `${SPEED_TO_LEAD}.suppressed`,
    play: async ({ office }) =>
      ended(
        await office.takeIn(
          demoRequest({
            person: { email: 'eve@rival-routing.example', title: 'VP Sales', country: 'GB' },
            company: { country: 'GB', employees: 400 },
          }),
        ),
      ),
  },
  {
    name: `${SPEED_TO_LEAD}.recorded-without-a-play`,
    play: async ({ office }) => ended(await office.takeIn(demoRequest({ properties: { form: 'newsletter' } }))),
  },
  {
    name: `${SPEED_TO_LEAD}.recorded-of-nobody`,
    play: async ({ office }) => ended(await office.takeIn(demoRequest({ person: {}, company: {} }))),
  },
  {
    name: `${SPEED_TO_LEAD}.stopped-by-fresh-facts`,
    async play(stage) {
      const { handle, repId, leadId } = await offered(stage);
      await stage.office.settled(leadId);
      stage.crm.facts = { doNotContact: { because: 'asked us by phone' } };
      await handle.executeUpdate(reassignUpdate, { args: [{ as: 'passed', because: 'busy', by: { actor: repId, channel: 'slack' } }] });
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.cancelled-before-it-began`,
    async play({ office }) {
      await office.stopWorking();
      const handle = await office.takeIn(demoRequest());
      await handle.cancel();
      await office.start();
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.cancelled-while-deciding`,
    async play(stage) {
      let open = (): void => undefined;
      stage.enrichment.held = new Promise((done) => (open = done));
      const signal = demoRequest();
      const handle = await stage.office.takeIn(signal);
      await stage.office.stage(signal, 'enriching');
      await handle.cancel();
      open();
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.cancelled-while-offered`,
    async play(stage) {
      const { handle, leadId } = await offered(stage);
      await stage.office.settled(leadId);
      await handle.cancel();
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.cancelled-after-it-was-taken`,
    async play(stage) {
      const handle = await taken(stage);
      await handle.cancel();
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.held-then-given-by-name`,
    policy: (draft) => (draft.territories.pools.find(({ id }) => id === 'emea')!.allAway = { do: 'hold' }),
    sla: { closeOutAfter: 50 },
    async play({ office }) {
      await office.db.repPresence.createMany({ data: ['ana-duarte', 'ben-carter'].map((repId) => ({ repId, away: true, setBy: repId })) });
      const handle = await office.takeIn(demoRequest());
      await office.at(handle, 'held');
      await handle.executeUpdate(reassignUpdate, { args: [{ as: 'reassigned', toRepId: 'erik-lund', because: 'cannot wait', by }] });
      await office.offered(handle);
      await ack(handle, 'erik-lund');
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.held-until-the-shift`,
    policy: (draft) => {
      draft.territories.pools.find(({ id }) => id === 'emea')!.allAway = { do: 'hold' };
      const until = new Date(Date.now() + 3_000).toISOString();
      for (const member of draft.team)
        if (['ana-duarte', 'ben-carter'].includes(member.id)) member.away = [{ from: '2020-01-01T00:00:00Z', until }];
    },
    sla: { closeOutAfter: 50 },
    async play({ office }) {
      const handle = await office.takeIn(demoRequest());
      await office.at(handle, 'held');
      const { repId } = await office.offered(handle);
      await ack(handle, repId);
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.stored-by-temporal-first`,
    sla: { closeOutAfter: 50 },
    async play({ office }) {
      const signal = demoRequest();
      const { id, connection, eventId, type, lane, receivedAt, complete } = signal;
      const handle = await office.services.client.workflow.start<SpeedToLead>(SPEED_TO_LEAD, {
        workflowId: speedToLeadId(signal),
        taskQueue: taskQueue('qualify', lane),
        args: [
          { signalId: id, connection, eventId, type, lane, receivedAtMs: Date.parse(receivedAt), complete, inline: JSON.stringify(signal) },
        ],
      });
      const { repId } = await office.offered(handle);
      await ack(handle, repId);
      return ended(handle);
    },
  },
  {
    name: `${SPEED_TO_LEAD}.fetched-from-the-source-first`,
    async play({ office }) {
      const handle = await office.takeIn({
        ...demoRequest({ connection: 'meta-ads', type: 'form.submitted', person: {}, company: {} }),
        complete: false,
      });
      await office.offered(handle);
      return handle;
    },
  },
  {
    name: `${SPEED_TO_LEAD}.failed-since-the-source-refused`,
    play: async ({ office }) =>
      ended(await office.takeIn({ ...demoRequest({ connection: 'meta-broken', person: {}, company: {} }), complete: false })),
  },
  {
    name: `${SPEED_TO_LEAD}.alerted-while-the-crm-refuses`,
    sla: { closeOutAfter: 50 },
    async play(stage) {
      const { story, leadId } = await parked(stage);
      const { repId } = await stage.office.offered(story);
      await ack(story, repId);
      await ended(story);
      await stage.office.timeline(leadId);
      return story;
    },
  },
  {
    name: `${DEAD_LETTER}.healed-by-hand`,
    policy: ladder([600_000]),
    async play(stage) {
      const { letter } = await parked(stage);
      await retryNow(letter);
      await eventually(async () => {
        if ((await letter.query<{ tries: number }>('status')).tries !== 1) throw new Error('not tried yet');
      });
      stage.crm.mood = 'well';
      await retryNow(letter);
      await letter.result();
      return letter;
    },
  },
  {
    name: `${DEAD_LETTER}.climbed-paged-and-healed`,
    policy: ladder([200, 300, 1_500], 900),
    async play(stage) {
      const { letter, leadId } = await parked(stage);
      await eventually(async () => {
        const row = await stage.office.db.deadLetter.findFirstOrThrow({ where: { leadId, kind: 'crm.upsert-lead' } });
        if (row.state !== 'paged' || row.tries < 2) throw new Error(`it is ${row.state} after ${row.tries}`);
      });
      stage.crm.mood = 'well';
      await letter.result();
      return letter;
    },
  },
  {
    name: `${DEAD_LETTER}.waiting-for-a-person`,
    policy: ladder([100], 300),
    async play(stage) {
      const { letter, leadId } = await parked(stage);
      await eventually(async () => {
        await stage.office.db.deadLetter.findFirstOrThrow({ where: { leadId, kind: 'crm.upsert-lead', state: 'paged', tries: 1 } });
      });
      return letter;
    },
  },
  {
    name: `${DEAD_LETTER}.discarded`,
    policy: ladder([600_000]),
    async play(stage) {
      const { letter } = await parked(stage);
      await letter.executeUpdate(discardUpdate, { args: [{ by: 'nina-okafor', because: 'entered by hand' }] });
      await letter.result();
      return letter;
    },
  },
  {
    name: `${DEAD_LETTER}.withheld-after-a-cancel`,
    policy: ladder([600_000]),
    async play(stage) {
      const { letter, story } = await parked(stage);
      await story.cancel();
      await ended(story);
      await retryNow(letter);
      await letter.result();
      return letter;
    },
  },
  {
    name: `${DEAD_LETTER}.cancelled`,
    policy: ladder([600_000]),
    async play(stage) {
      const { letter } = await parked(stage);
      await letter.cancel();
      await letter.result();
      return letter;
    },
  },
  {
    name: `${DEAD_LETTER}.of-an-erased-lead`,
    policy: ladder([600_000]),
    async play(stage) {
      const { letter, leadId } = await parked(stage);
      await stage.office.db.action.deleteMany({ where: { leadId } });
      await retryNow(letter);
      await letter.result();
      return letter;
    },
  },
  {
    name: `${RETENTION}.nothing-to-delete`,
    async play({ office }) {
      const handle = await office.services.client.workflow.start(RETENTION, {
        workflowId: `retention/${randomUUID()}`,
        taskQueue: OPERATE_QUEUE,
        args: [],
      });
      await handle.result();
      return handle;
    },
  },
];
