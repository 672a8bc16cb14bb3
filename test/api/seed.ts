import { randomUUID } from 'node:crypto';
import type { Database } from '@firstline/platform/db/db';

const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

export interface SeededLead {
  leadId: string;
  signalId: string;
  episodeId: string;
  workflowId: string;
}

let count = 0;
/** Rows of one pursuit as the engine leaves them; its workflow does not exist. Changed as the test needs. */
export async function seedLead(
  db: Database,
  lead: {
    name?: string;
    email?: string;
    company?: string;
    stage?: string;
    takenBy?: string;
    takenMinutesAgo?: number;
    closed?: boolean;
    offeredTo?: string;
    round?: number;
    workflowId?: string;
    minutesAgo?: number;
  } = {},
): Promise<SeededLead> {
  const n = ++count;
  const { name = `Lead ${n}`, email = `lead.${n}@seeded.example`, company = `Seeded ${n} Ltd`, stage = 'waiting' } = lead;
  const at = minutesAgo(lead.minutesAgo ?? 10);
  const ids = {
    leadId: randomUUID(),
    signalId: randomUUID(),
    episodeId: randomUUID(),
    workflowId: lead.workflowId ?? `signal/api/seeded-${process.pid}-${n}`,
  };
  const takenAt = lead.takenBy ? minutesAgo(lead.takenMinutesAgo ?? 2) : null;
  const accountId = randomUUID();
  await db.account.create({ data: { id: accountId, name: company, domain: `seeded-${process.pid}-${n}.example` } });
  await db.lead.create({
    data: { id: ids.leadId, displayName: name, email, title: 'VP Engineering', accountId, score: 71, scoreBand: 'hot', updatedAt: at },
  });
  await db.signal.create({
    data: {
      id: ids.signalId,
      connection: 'api',
      eventId: `seeded-${n}`,
      type: 'form.submitted',
      lane: 'high',
      occurredAt: at,
      receivedAt: at,
      startedAt: at,
      body: { person: { email, firstName: name }, company: { name: company }, properties: { form: 'demo-request' } },
      workflowId: ids.workflowId,
      stage,
      leadId: ids.leadId,
      episodeId: ids.episodeId,
      triggerId: 'demo-request',
      assignedAt: new Date(at.getTime() + 40),
      alertedAt: new Date(at.getTime() + 90),
      ...(lead.closed || takenAt ? { endedAt: takenAt ?? minutesAgo(1) } : {}),
    },
  });
  await db.episode.create({
    data: {
      id: ids.episodeId,
      leadId: ids.leadId,
      ownerWorkflowId: ids.workflowId,
      ownerSignalId: ids.signalId,
      triggerId: 'demo-request',
      stage,
      openedAt: at,
      ...(takenAt ? { takenAt, takenByRepId: lead.takenBy! } : {}),
      ...(lead.closed ? { closedAt: minutesAgo(1) } : {}),
    },
  });
  if (lead.offeredTo) {
    await db.assignment.create({
      data: {
        id: randomUUID(),
        episodeId: ids.episodeId,
        signalId: ids.signalId,
        leadId: ids.leadId,
        repId: lead.offeredTo,
        round: lead.round ?? 1,
        offeredAt: at,
        dueAt: new Date(Date.now() + 300_000),
      },
    });
  }
  return ids;
}
