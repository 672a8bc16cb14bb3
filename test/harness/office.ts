import type { ActivityDeps } from '@firstline/activities/create-activities';
import type { Performer } from '@firstline/activities/actions/performer.port';
import type { Policy, Sla } from '@firstline/domain/policy/policy.schema';
import type { Signal } from '@firstline/domain/signal/signal';
import { statusQuery, type EpisodeStatus, type SpeedToLead } from '@firstline/workflows/speed-to-lead/contract';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { vi } from 'vitest';
import { startEngine, type Engine } from './engine.js';
import { alwaysOpen, everySla, publish, shippedPolicy } from './policy.js';
import { openServices, type FileServices } from './services.js';
import { takeIn } from './signals.js';

/** Nothing happens by itself within a test; what a test waits for, it shortens. */
export const patientSla: Partial<Sla> = {
  respondWithin: 600_000,
  pageAfter: 600_000,
  giveUpAfter: 600_000,
  closeOutAfter: 600_000,
  reps: 2,
};

/** Something arrived while a workflow was about to end: its last step is simply taken again. */
const UNHANDLED_COMMAND = temporal.api.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND;

export type Vendors = Partial<ActivityDeps> | ((services: FileServices) => Partial<ActivityDeps>);

/** A sales team at work: services, a policy in force, and a worker that can be stopped and started. */
export class Office {
  /** How long to wait for something. Longer where workers go away: a task on its way to one that stops is given to another after its time-out. */
  patienceMs = 15_000;
  readonly #openedAtMs = Date.now();
  #engine: Engine | undefined;
  private constructor(
    readonly services: FileServices,
    private readonly vendors: Partial<ActivityDeps>,
  ) {}

  static async open(setUp: { policy?: (draft: Policy) => void; vendors?: Vendors; start?: boolean } = {}): Promise<Office> {
    const services = await openServices();
    const office = new Office(services, typeof setUp.vendors === 'function' ? setUp.vendors(services) : (setUp.vendors ?? {}));
    await office.publish(setUp.policy);
    if (setUp.start !== false) await office.start();
    return office;
  }

  get db() {
    return this.services.db;
  }

  /** The shipped policy with everybody at work, no message service but the inbox, patient clocks; then the test's changes. */
  async publish(change: (draft: Policy) => void = () => undefined): Promise<Policy> {
    const policy = shippedPolicy((draft) => {
      alwaysOpen(draft);
      everySla(draft, patientSla);
      for (const trigger of draft.triggers) delete trigger.sla.remindAfter;
      change(draft);
    });
    await publish(this.services.db, policy);
    await new Promise((done) => setTimeout(done, this.#engine ? 1_100 : 0)); // a worker looks for a new policy once a second
    return policy;
  }

  async start(): Promise<void> {
    this.#engine ??= await startEngine(this.services, this.vendors);
  }
  async stopWorking(): Promise<void> {
    await this.#engine?.stop();
    this.#engine = undefined;
  }
  /** @throws when some workflow of this office could not go on: a bug that a test need not have been looking for */
  async close(): Promise<void> {
    await this.stopWorking();
    const stuck = await this.#stuckTasks();
    await this.services.stop();
    if (stuck.length > 0) throw new Error(`workflow tasks failed:\n${stuck.join('\n')}`);
  }

  /** Steps of a story that threw, or that today's code would not take again. Work that a stopped worker left is none of them. */
  async #stuckTasks(): Promise<string[]> {
    const { client } = this.services;
    const stuck: string[] = [];
    const since = new Date(this.#openedAtMs).toISOString();
    for await (const { workflowId, runId } of client.workflow.list({ query: `StartTime >= "${since}"` })) {
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      for (const { workflowTaskFailedEventAttributes: failed } of events ?? [])
        if (failed?.failure?.message && failed.cause !== UNHANDLED_COMMAND) stuck.push(`${workflowId}: ${failed.failure.message}`);
    }
    return stuck;
  }

  takeIn = (signal: Signal): Promise<WorkflowHandle<SpeedToLead>> => takeIn(this.services, signal);

  status = (handle: WorkflowHandle<SpeedToLead>): Promise<EpisodeStatus> => handle.query(statusQuery);

  /** Waits until the lead is offered in this round, and tells to whom. */
  async offered(
    handle: WorkflowHandle<SpeedToLead>,
    round = 1,
  ): Promise<{ repId: string; leadId: string; episodeId: string; kind: string; dueAtMs: number; status: EpisodeStatus }> {
    return eventually(async () => {
      const status = await this.status(handle);
      const { state, leadId, episodeId } = status;
      if (state.at !== 'offered' || state.offer.round !== round || !leadId || !episodeId)
        throw new Error(`not in round ${round}: ${JSON.stringify(status)}`);
      return { repId: state.offer.repId, leadId, episodeId, kind: state.offer.kind, dueAtMs: state.offer.dueAtMs, status };
    }, this.patienceMs);
  }

  at = (handle: WorkflowHandle<SpeedToLead>, where: EpisodeStatus['state']['at']): Promise<EpisodeStatus> =>
    eventually(async () => {
      const status = await this.status(handle);
      if (status.state.at !== where) throw new Error(`at ${status.state.at}, not ${where}`);
      return status;
    }, this.patienceMs);

  async stageOf(signal: { id: string }): Promise<string | undefined> {
    return (await this.db.signal.findUnique({ where: { id: signal.id }, select: { stage: true } }))?.stage;
  }

  stage = (signal: { id: string }, stage: string): Promise<void> =>
    eventually(async () => {
      const is = await this.stageOf(signal);
      if (is !== stage) throw new Error(`${signal.id} is ${is}, not ${stage}`);
    }, this.patienceMs);

  /** `inbox.alert ana-duarte done`, in order of kind and target. */
  async actions(leadId: string): Promise<string[]> {
    const rows = await this.db.action.findMany({ where: { leadId }, orderBy: [{ kind: 'asc' }, { target: 'asc' }, { round: 'asc' }] });
    return rows.map(({ kind, target, state }) => `${kind} ${target} ${state}`);
  }

  /** Waits until nothing of this lead is still to be done. */
  settled = (leadId: string): Promise<string[]> =>
    eventually(async () => {
      const open = await this.db.action.count({ where: { leadId, state: { notIn: ['done', 'withheld', 'discarded'] } } });
      if (open > 0) throw new Error(`${open} actions are open: ${(await this.actions(leadId)).join(', ')}`);
      return this.actions(leadId);
    }, this.patienceMs);

  /** What the lead's page tells, in order. */
  async timeline(leadId: string): Promise<string[]> {
    return (await this.db.timelineEntry.findMany({ where: { leadId }, orderBy: { id: 'asc' } })).map(({ step }) => step);
  }

  /** Every invariant that must hold of every lead at any time. */
  async accounts(): Promise<Invariants> {
    const [row] = await this.db.$queryRaw<Invariants[]>`
      SELECT (SELECT count(*) FROM lead)::int AS leads,
             (SELECT count(*) FROM episode WHERE closed_at IS NULL)::int AS "openEpisodes",
             (SELECT count(*) FROM assignment WHERE ended_at IS NULL)::int AS "openAssignments",
             (SELECT count(*) FROM assignment a JOIN episode e ON e.id = a.episode_id WHERE a.ended_at IS NULL AND e.closed_at IS NOT NULL)::int AS "offersOfClosedEpisodes",
             (SELECT count(*) FROM signal WHERE ended_at IS NULL)::int AS "signalsUnderway",
             (SELECT count(*) FROM episode_join j JOIN episode e ON e.id = j.episode_id WHERE j.absorbed_at IS NULL AND e.closed_at IS NOT NULL)::int AS "forgottenJoins"`;
    return row!;
  }
}

export interface Invariants {
  leads: number;
  openEpisodes: number;
  openAssignments: number;
  offersOfClosedEpisodes: number;
  signalsUnderway: number;
  forgottenJoins: number;
}

export const by = { actor: 'operator', channel: 'console' } as const;

export const eventually = <T>(look: () => Promise<T> | T, timeout = 15_000, interval = 25): Promise<T> =>
  vi.waitFor(look, { timeout, interval });

/** A message service in memory: keeps what was sent, and what each message says now. */
export class FakeMessages {
  readonly sent: { key: string; repId: string; purpose: string; atMs: number }[] = [];
  readonly updates: { of: string; as: string }[] = [];

  get performers(): Performer[] {
    const alert: Performer<'slack.alert'> = {
      kind: 'slack.alert',
      perform: async ({ key, instruction }) => {
        this.sent.push({ key, repId: instruction.repId, purpose: instruction.purpose, atMs: Date.now() });
        return { ts: String(this.sent.length) };
      },
      find: async ({ key }) => (this.sent.some((message) => message.key === key) ? { ts: key } : null),
    };
    const update: Performer<'slack.update'> = {
      kind: 'slack.update',
      perform: async ({ instruction }) => {
        this.updates.push({ of: instruction.of, as: instruction.as });
        return {};
      },
    };
    return [alert, update] as Performer[];
  }
}
