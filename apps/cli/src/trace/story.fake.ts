import type { ActionItem, TimelineItem } from '@firstline/domain/api/story.schema';
import type { CurrentAssignment, LeadDetail } from '@firstline/domain/api/leads.schema';
import type { SignalDetail } from '@firstline/domain/api/signals.schema';

import type { Story } from './story.js';

/** When every story of these tests begins. */
export const START_MS = Date.parse('2026-11-21T10:40:00.000Z');
export const at = (ms: number): string => new Date(START_MS + ms).toISOString();

const ID = '26967233-4277-5fd3-ad54-cd0bc0bcb45b';
const LEAD = 'e0a234b7-9d54-4eaa-bc48-ab0ce28620b7';

export const entry = (ms: number, step: string, text: string, change: Partial<TimelineItem> = {}): TimelineItem => ({
  id: String(ms + 1),
  signalId: ID,
  leadId: LEAD,
  layer: 'execution',
  step,
  text,
  data: null,
  at: at(ms),
  tookMs: null,
  ...change,
});

export const action = (ms: number, kind: string, target: string, change: Partial<ActionItem> = {}): ActionItem => ({
  key: `${kind}/${target}/${ms}`,
  signalId: ID,
  kind,
  target,
  state: 'done',
  attempts: 1,
  createdAt: at(ms),
  sentAt: at(ms + 10),
  doneAt: at(ms + 30),
  lastError: null,
  deadLetterId: null,
  ...change,
});

export const offerTo = (name: string, change: Partial<CurrentAssignment> = {}): CurrentAssignment => ({
  id: 'a1',
  rep: { id: name.toLowerCase().replace(' ', '-'), name },
  round: 1,
  kind: 'rep',
  offeredAt: at(300),
  remindAt: at(120_300),
  dueAt: at(300_300),
  ...change,
});

/** Hank of Globex looked at the pricing page, and nothing else is known yet. */
export function aSignal(change: Partial<SignalDetail> = {}): SignalDetail {
  return {
    id: ID,
    connection: 'api',
    eventId: 'evt-hank',
    type: 'website.page_viewed',
    category: 'website',
    lane: 'normal',
    test: false,
    occurredAt: at(0),
    receivedAt: at(0),
    stage: 'waiting',
    stageAt: at(300),
    layer: 'execution',
    triggerId: 'enterprise-pricing-visit',
    lead: { id: LEAD, name: 'Hank Sorrel', title: 'Chief Revenue Officer', company: 'Globex Industries Inc' },
    rep: null,
    who: 'Hank Sorrel',
    workflowId: 'signal/api/evt-hank',
    temporalUrl: 'http://localhost:8233/namespaces/firstline/workflows/signal%2Fapi%2Fevt-hank',
    msToAssigned: 300,
    msToAlerted: 340,
    endedAt: null,
    endedBecause: null,
    leadId: LEAD,
    episodeId: 'ep1',
    ownerSignalId: ID,
    policyHash: 'b4326e0bc416',
    complete: true,
    startedAt: at(35),
    captured: { person: {}, company: {}, attribution: {}, consent: {}, properties: {} },
    timeline: [],
    verdicts: [],
    actions: [],
    ...change,
  };
}

/** What the story reads of a lead; the rest of it is not asked for. */
export const aLead = (change: Partial<LeadDetail> = {}): LeadDetail =>
  ({
    id: LEAD,
    name: 'Hank Sorrel',
    title: 'Chief Revenue Officer',
    company: 'Globex Industries Inc',
    assignment: null,
    assignments: [],
    candidates: [],
    episode: null,
    ...change,
  }) as unknown as LeadDetail;

export const aStory = (signal: Partial<SignalDetail> = {}, lead: Partial<LeadDetail> = {}): Story => ({
  signal: aSignal(signal),
  lead: aLead(lead),
  trigger: undefined,
  consoleUrl: `http://localhost:3000/signals/${ID}`,
});
