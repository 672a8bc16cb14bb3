import type { DeadLetterItem } from '@firstline/domain/api/dead-letters.schema';
import type { LeadDetail, LeadListItem } from '@firstline/domain/api/leads.schema';
import type { RepRef } from '@firstline/domain/api/list.schema';
import type { SignalDetail, SignalListItem } from '@firstline/domain/api/signals.schema';
import type { Stats } from '@firstline/domain/api/stats.schema';
import type { ActionItem, TimelineItem, VerdictItem } from '@firstline/domain/api/story.schema';
import type { InboxItem, TeamMember } from '@firstline/domain/api/team.schema';
import { layerOf, type Stage } from '@firstline/domain/signal/stage';
import { hostile, people, team } from './people.ts';

export type Scenario = 'normal' | 'empty' | 'failing' | 'slow' | 'many' | 'hostile' | 'degraded';

const minute = 60_000;
const uuid = (kind: number, n: number): string =>
  `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const iso = (ms: number): string => new Date(ms).toISOString();
const rep = (index: number): RepRef => {
  const { id, name } = team[index % 3] ?? team[0];
  return { id, name };
};
const connections = ['website-forms', 'meta-lead-ads', 'hubspot-eu', 'segment', 'product-webhooks'];
const types = [
  'form.submitted',
  'ad.lead_submitted',
  'product.trial_started',
  'website.page_viewed',
  'crm.stage_changed',
  'chat.completed',
];
const stagesInTurn: Stage[] = [
  'waiting',
  'taken',
  'waiting',
  'taken',
  'suppressed',
  'waiting',
  'unqualified',
  'taken',
  'merged',
  'held',
  'review',
  'unanswered',
  'cancelled',
  'recorded',
  'failed',
  'enriching',
];

export interface World {
  leads: LeadDetail[];
  signals: SignalDetail[];
  letters: DeadLetterItem[];
  inbox: InboxItem[];
  team: TeamMember[];
  stats: () => Stats;
}

/** A made-up installation for looking at the console; every instant is relative to when it was made. Development only. */
export function createWorld(scenario: Scenario, now = Date.now()): World {
  const count = scenario === 'empty' ? 0 : scenario === 'many' ? 1_000 : 40;
  const signals: SignalDetail[] = [];
  const leads: LeadDetail[] = [];
  const inbox: InboxItem[] = [];
  for (let n = 0; n < count; n++) {
    const [name, title, company, domain, country, employees] = people[n % people.length] ?? people[0];
    const evil = scenario === 'hostile' ? hostile[n % hostile.length] : undefined;
    const lead = { id: uuid(2, n), name: evil ?? name, title: evil ?? title, company: evil ?? company };
    const stage = stagesInTurn[n % stagesInTurn.length] ?? 'waiting';
    const receivedAtMs = now - n * 3.7 * minute - 40_000;
    const signal = signalOf(n, { lead, stage, receivedAtMs, evil });
    signals.push(signal);
    const made = leadOf(n, { lead, signal, stage, receivedAtMs, now, facts: { domain, country, employees, evil } });
    leads.push(made);
    if (made.assignment) inbox.push(inboxOf(n, made));
  }
  const letters = scenario === 'empty' ? [] : lettersOf(leads, now, scenario);
  const members = team.map((one): TeamMember => ({
    ...one,
    active: true,
    manager: one.role === 'rep' ? { id: 'mara', name: 'Mara Okafor' } : null,
    channels: ['slack'],
    languages: ['en'],
    skills: [],
    pools: [{ id: 'enterprise', name: 'Enterprise', weight: 1 }],
    zone: 'Europe/London',
    away: one.id === 'dmitri' ? { because: 'Parental leave', until: iso(now + 86_400_000), byHand: false } : null,
    waiting: leads.filter((lead) => lead.assignment?.rep.id === one.id).length,
    holding: 1,
  }));
  return { leads, signals, letters, inbox, team: members, stats: () => statsOf(scenario, signals, leads, letters, now) };
}

interface Parts {
  lead: { id: string; name: string; title: string; company: string };
  stage: Stage;
  receivedAtMs: number;
  evil: string | undefined;
}

function signalOf(n: number, { lead, stage, receivedAtMs, evil }: Parts): SignalDetail {
  const type = types[n % types.length] ?? 'form.submitted';
  const connection = connections[n % connections.length] ?? 'website-forms';
  const assigned = ['waiting', 'taken', 'unanswered', 'cancelled'].includes(stage);
  const ended = !['waiting', 'held', 'enriching'].includes(stage);
  const because: Partial<Record<Stage, string>> = {
    suppressed: 'Analytical Engines has an open opportunity, “Expansion 2027”, owned by Cara Lindqvist (CRM, 2 days ago).',
    unqualified: 'Not a fit: 14 employees, and the definition “Mid-market” asks for 50 or more.',
    merged: 'Joined the episode that was open for the same person.',
    failed: 'ENRICHMENT_REJECTED: the answer of the vendor could not be read.',
  };
  const item: SignalListItem = {
    id: uuid(1, n),
    connection,
    eventId: `evt_${(81_000 + n).toString(16)}`,
    type,
    category: type.split('.')[0] ?? 'form',
    lane: 'high',
    test: n === 7,
    occurredAt: iso(receivedAtMs - 1_200),
    receivedAt: iso(receivedAtMs),
    stage,
    stageAt: iso(receivedAtMs + 140),
    layer: stage === 'failed' ? 'qualification' : layerOf(stage),
    triggerId: assigned ? 'demo-request' : null,
    lead: stage === 'enriching' ? null : lead,
    who: evil ?? lead.name,
    rep: assigned ? rep(n) : null,
    workflowId: `signal/${connection}/evt_${n}`,
    temporalUrl: `http://localhost:8233/namespaces/firstline/workflows/signal%2F${connection}%2Fevt_${n}`,
    msToAssigned: assigned ? 71 + ((n * 37) % 160) : null,
    msToAlerted: assigned ? 130 + ((n * 53) % 300) : null,
    endedAt: ended ? iso(receivedAtMs + 90_000) : null,
    endedBecause: because[stage] ?? null,
  };
  return {
    ...item,
    leadId: item.lead?.id ?? null,
    episodeId: assigned ? uuid(3, n) : null,
    ownerSignalId: stage === 'merged' ? uuid(1, n + 1) : item.id,
    policyHash: 'c41f9d7a3be0b7a1d3f6',
    complete: true,
    startedAt: iso(receivedAtMs + 9),
    captured: {
      person: { email: evil ?? 'ada@lovelace.example', phone: '+44 20 7946 0018', fullName: evil ?? lead.name, title: lead.title },
      company: { name: lead.company, domain: 'lovelace.example', country: 'GB', employees: 1_200 },
      attribution: { utm: { source: 'newsletter', campaign: 'autumn' }, landingPage: '/pricing' },
      consent: { email: true },
      properties: { form: evil ?? 'demo-request', answers: { timeline: 'this quarter', seats: 40 } },
    },
    timeline: timelineOf(n, item, evil),
    verdicts: verdictsOf(n, item, evil),
    actions: assigned ? actionsOf(n, item) : [],
  };
}

function timelineOf(n: number, signal: SignalListItem, evil: string | undefined): TimelineItem[] {
  const at = Date.parse(signal.receivedAt);
  const name = evil ?? signal.lead?.name ?? signal.who;
  const steps: [TimelineItem['layer'], string, string, number, number | null][] = [
    ['ingestion', 'captured', `Received from ${signal.connection}: signature valid, stored`, 0, 6],
    ['ingestion', 'started', 'Workflow started', 9, 3],
    ['qualification', 'resolved', `Known as ${name}, by e-mail`, 24, 11],
    ['qualification', 'enriched', 'Apollo answered in 212 ms; People Data Labs was too late', 61, 212],
    ['qualification', 'qualified', 'Fits “Mid-market”; no suppression applies', 74, 8],
    ['qualification', 'scored', 'Scored 78, hot', 80, 4],
    ['qualification', 'routed', `Assigned to ${rep(n).name}, respond within 5 min`, 91, 14],
    ['execution', 'crm-written', 'Lead written to the CRM; a task was created', 131, 38],
    ['execution', 'alerted', `${rep(n).name} alerted in the console and on Slack`, 164, 31],
  ];
  const upTo: Partial<Record<Stage, number>> = {
    enriching: 3,
    unqualified: 5,
    suppressed: 5,
    merged: 3,
    failed: 4,
    recorded: 3,
    review: 6,
    held: 6,
  };
  const list = steps.slice(0, upTo[signal.stage] ?? steps.length);
  if (signal.stage === 'taken')
    list.push(['execution', 'taken', `${rep(n).name} took it on Slack, 1 min 12 s after the offer`, 72_000, null]);
  return list.map(([layer, step, text, offset, tookMs], index) => ({
    id: String(n * 100 + index),
    signalId: signal.id,
    leadId: signal.lead?.id ?? null,
    layer,
    step,
    text,
    data: null,
    at: iso(at + offset),
    tookMs,
  }));
}

function verdictsOf(n: number, signal: SignalListItem, evil: string | undefined): VerdictItem[] {
  const make = (index: number, kind: VerdictItem['kind'], sentence: string, reasons: [string, string | null][]): VerdictItem => ({
    id: String(n * 10 + index),
    signalId: signal.id,
    kind,
    sentence,
    result: {},
    reasons: reasons.map(([text, source], at) => ({
      code: `${kind}-${at}`,
      text,
      source,
      factAt: source ? iso(Date.parse(signal.receivedAt) - 86_400_000 * (at + 1)) : null,
    })),
    policyHash: signal.triggerId,
    decidedAt: iso(Date.parse(signal.receivedAt) + index * 10),
  });
  return [
    make(0, 'resolved', 'A known person, by e-mail.', [['ada@lovelace.example is an identity key of this lead.', 'signal']]),
    make(1, 'matched', 'The play “Demo request” applies.', [[evil ?? 'The form is “demo-request”.', 'signal']]),
    make(2, 'fit', 'Fits whom we sell to.', [
      ['1,200 employees, at least 50 wanted.', 'apollo'],
      ['United Kingdom is one of our countries.', 'signal'],
    ]),
    make(3, 'suppressed', 'Nothing speaks against getting in touch.', []),
    make(4, 'scored', 'Score 78 of 100, hot.', []),
    make(5, 'routed', `Goes to ${rep(n).name}.`, []),
  ];
}

function actionsOf(n: number, signal: SignalListItem): ActionItem[] {
  const at = Date.parse(signal.receivedAt);
  const make = (kind: string, target: string, state: ActionItem['state'], attempts: number, offset: number): ActionItem => ({
    key: `${signal.id}/${kind}`,
    signalId: signal.id,
    kind,
    target,
    state,
    attempts,
    createdAt: iso(at + 95),
    sentAt: state === 'done' ? iso(at + offset) : null,
    doneAt: state === 'done' ? iso(at + offset + 20) : null,
    lastError: state === 'dead' ? { code: 'CRM_UNAVAILABLE', text: 'The CRM did not answer within 15 s.' } : null,
    deadLetterId: state === 'dead' ? uuid(5, n) : null,
  });
  return [
    make('inbox.alert', rep(n).id, 'done', 1, 120),
    make('slack.alert', rep(n).id, 'done', 2, 160),
    make('crm.upsert-lead', 'crm', n === 0 ? 'dead' : 'done', n === 0 ? 4 : 1, 130),
    make('crm.create-task', 'task-1', 'done', 1, 140),
  ];
}

interface LeadParts {
  lead: Parts['lead'];
  signal: SignalDetail;
  stage: Stage;
  receivedAtMs: number;
  now: number;
  facts: { domain: string; country: string; employees: number; evil: string | undefined };
}

function leadOf(n: number, { lead, signal, stage, receivedAtMs, now, facts }: LeadParts): LeadDetail {
  const who = rep(n);
  const waiting = stage === 'waiting';
  const taken = stage === 'taken';
  const round = n % 3 === 2 ? 2 : 1;
  // The first few cover every mood of the clock: calm, amber, red and overdue.
  const left = [3.6, 1.2, 0.4, -0.6][Math.floor(n / 3) % 4] ?? 3;
  const dueAtMs = now + left * minute;
  const assignment = waiting
    ? {
        id: uuid(4, n),
        rep: who,
        round,
        kind: 'rep' as const,
        offeredAt: iso(dueAtMs - 5 * minute),
        remindAt: iso(dueAtMs - 2 * minute),
        dueAt: iso(dueAtMs),
      }
    : null;
  const score = [78, 64, 91, 42, 23, 55][n % 6] ?? 50;
  const band = score >= 70 ? 'hot' : score >= 40 ? 'warm' : 'cold';
  const name = lead.name;
  const value = (what: unknown, source: string, age: number, withSignal = false) => ({
    value: facts.evil ?? what,
    source,
    observedAt: iso(receivedAtMs - age),
    signalId: withSignal ? signal.id : null,
  });
  const takenAt = taken ? iso(receivedAtMs + 72_000) : null;
  const item: LeadListItem = {
    ...lead,
    accountId: uuid(6, n),
    score,
    band,
    stage: stage === 'merged' ? 'waiting' : stage,
    owner: taken ? who : null,
    assignment,
    openEpisodeId: waiting || stage === 'held' ? uuid(3, n) : null,
    takenBy: taken ? who : null,
    takenAt,
    lastSignal: { id: signal.id, type: signal.type, connection: signal.connection, receivedAt: signal.receivedAt },
    createdAt: iso(receivedAtMs - 86_400_000 * 12),
    updatedAt: iso(receivedAtMs + 200),
  };
  const candidates = [
    { rep: who, chosen: true, via: 'pool', because: 'In the pool, and it was their turn.' },
    { rep: rep(n + 1), chosen: false, via: 'pool', because: 'In the pool, but holds 6 open leads, and 6 is the cap.' },
    {
      rep: { id: 'dmitri', name: 'Dmitri Vance' },
      chosen: false,
      via: 'account-owner',
      because: 'Owns the account, but is away until tomorrow (parental leave).',
    },
  ];
  const contributions = [
    { id: 'title-decides', points: 25, because: 'Title decides: VP or above' },
    { id: 'size', points: 20, because: '1,200 employees' },
    { id: 'demo', points: score - 57, because: 'Asked for a demo, just now' },
    { id: 'pricing', points: 18, because: 'Looked at pricing twice this week (half-life 7 d)' },
    { id: 'webmail', points: -6, because: 'Free-mail address given once' },
  ];
  const episode = {
    id: uuid(3, n),
    ownerSignalId: signal.id,
    workflowId: signal.workflowId,
    temporalUrl: signal.temporalUrl,
    stage: item.stage ?? 'waiting',
    open: item.openEpisodeId !== null,
    trigger: { id: 'demo-request', name: 'Demo request', formula: null },
    openedAt: signal.receivedAt,
    takenAt,
    takenBy: item.takenBy,
    closedAt: null,
    outcome: n === 1 ? ('meeting-booked' as const) : null,
    outcomeNote: n === 1 ? 'Tuesday at ten, with her head of platform' : null,
    joinedSignals: n % 4 === 0 ? 1 : 0,
  };
  const before =
    round === 2
      ? [
          {
            ...(assignment ?? signalAssignment(n, receivedAtMs, who)),
            id: uuid(7, n),
            rep: rep(n + 1),
            round: 1,
            endedAt: iso(receivedAtMs + 300_000),
            endedAs: 'breached' as const,
          },
        ]
      : [];
  const current = {
    ...(assignment ?? signalAssignment(n, receivedAtMs, who)),
    endedAt: taken ? takenAt : null,
    endedAs: taken ? ('taken' as const) : null,
  };
  const assignments =
    waiting || taken
      ? [...before, current].map((one) => ({
          ...one,
          episodeId: uuid(3, n),
          signalId: signal.id,
          poolId: 'enterprise',
          territoryId: 'emea',
        }))
      : [];
  return {
    ...item,
    email: facts.evil ?? `${name.split(' ')[0]?.toLowerCase()}@${facts.domain}`,
    phone: n % 4 === 3 ? null : '+44 20 7946 0018',
    mergedIntoId: null,
    account: { id: uuid(6, n), name: lead.company, domain: facts.domain },
    colleagues: n % 2 === 0 ? [{ id: uuid(2, n + 1), name: 'Charles Boole', title: 'Head of Mills' }] : [],
    facts: [
      {
        field: 'person.email',
        current: value(`${name.split(' ')[0]?.toLowerCase()}@${facts.domain}`, signal.connection, 0, true),
        because: 'The only value',
        others: [],
      },
      {
        field: 'person.title',
        current: value(lead.title, 'apollo', 86_400_000 * 3),
        because: 'Newer than the form',
        others: [value('Engineering Manager', 'website-forms', 86_400_000 * 90, true)],
      },
      { field: 'person.phone', current: value('+44 20 7946 0018', signal.connection, 0, true), because: 'The only value', others: [] },
      {
        field: 'company.name',
        current: value(lead.company, 'crm', 86_400_000 * 20),
        because: 'The CRM wins for names',
        others: [value('Analytical Engines', 'apollo', 86_400_000), value('ANALYTICAL ENGINES LIMITED', 'segment', 86_400_000 * 2)],
      },
      { field: 'company.employees', current: value(facts.employees, 'apollo', 86_400_000 * 3), because: 'The only value', others: [] },
      { field: 'company.country', current: value(facts.country, signal.connection, 0), because: 'The only value', others: [] },
      {
        field: 'company.technologies',
        current: value(['Postgres', 'Kubernetes', 'Snowflake'], 'pdl', 86_400_000),
        because: 'The only value',
        others: [],
      },
      { field: 'crm.accountType', current: null, because: 'Kept, not used', others: [value('prospect', 'crm', 86_400_000)] },
    ],
    scoreDetail: { score, band, decidedAt: iso(receivedAtMs + 80), contributions },
    candidates,
    verdicts: signal.verdicts,
    episode: stage === 'enriching' ? null : episode,
    episodes: stage === 'enriching' ? [] : [episode],
    assignments,
    signals: [signal],
    timeline: signal.timeline,
    actions: signal.actions,
    why: {
      leadId: lead.id,
      headline: waiting
        ? `${name} is offered to ${who.name}${round === 2 ? ', as the 2nd to be asked' : ''}. The play “Demo request” applies.`
        : (signal.endedBecause ?? `${who.name} has ${name}.`),
      steps: signal.verdicts.map((one) => ({
        kind: one.kind,
        sentence: one.sentence,
        reasons: one.reasons.map((reason) => reason.text),
        candidates: one.kind === 'routed' ? candidates : [],
        decidedAt: one.decidedAt,
        policyHash: one.policyHash,
      })),
    },
    permitted: taken
      ? ['outcome']
      : waiting
        ? ['acknowledge', 'reassign', 'pass', 'snooze', 'cancel']
        : stage === 'held'
          ? ['acknowledge', 'reassign', 'cancel']
          : [],
  };
}

const signalAssignment = (n: number, at: number, who: RepRef) => ({
  id: uuid(4, n),
  rep: who,
  round: 1,
  kind: 'rep' as const,
  offeredAt: iso(at + 100),
  remindAt: null,
  dueAt: iso(at + 300_000),
});

const inboxOf = (n: number, lead: LeadDetail): InboxItem => ({
  id: uuid(8, n),
  kind: lead.assignment?.round === 2 ? 'escalation' : 'offer',
  rep: lead.assignment?.rep ?? rep(n),
  lead: { id: lead.id, name: lead.name, title: lead.title, company: lead.company },
  episodeId: lead.openEpisodeId,
  body: {
    why: `${lead.name} asked for a demo after reading the pricing page twice.`,
    firstWords: 'Hello Ada, you asked to see how we count a signal’s way. Is your team still deciding this quarter?',
    reasons: ['Title decides: VP or above', '1,200 employees', 'Looked at pricing twice this week'],
    phone: lead.phone ?? undefined,
    email: lead.email ?? undefined,
    dueAt: lead.assignment?.dueAt,
    round: lead.assignment?.round,
    before: lead.assignment?.round === 2 ? `${rep(n + 1).name} did not answer.` : undefined,
  },
  createdAt: lead.assignment?.offeredAt ?? lead.createdAt,
  closedAt: null,
  closedAs: null,
});

function lettersOf(leads: LeadDetail[], now: number, scenario: Scenario): DeadLetterItem[] {
  const make = (n: number, state: DeadLetterItem['state'], code: string, text: string): DeadLetterItem => {
    const lead = leads[n];
    const ended = state === 'healed' || state === 'discarded';
    return {
      id: uuid(5, n),
      actionKey: `${uuid(3, n)}/demo-request/crm.upsert-lead/crm/0`,
      kind: n % 2 === 0 ? 'crm.upsert-lead' : 'slack.alert',
      target: 'crm',
      signalId: uuid(1, n),
      lead: lead ? { id: lead.id, name: lead.name, title: lead.title, company: lead.company } : null,
      workflowId: `dead-letter/${n}`,
      temporalUrl: 'http://localhost:8233/namespaces/firstline/workflows/dead-letter',
      state,
      tries: 2,
      error: { code, text: scenario === 'hostile' ? (hostile[n % hostile.length] ?? text) : text },
      createdAt: iso(now - 11 * minute - n * minute),
      nextTryAt: state === 'waiting' ? iso(now + 4 * minute) : null,
      pagedAt: state === 'paged' ? iso(now - 2 * minute) : null,
      endedAt: ended ? iso(now - minute) : null,
      endedBy: ended ? 'operator' : null,
      endedBecause: state === 'discarded' ? 'Written by hand' : null,
    };
  };
  const list = [
    make(0, 'waiting', 'CRM_UNAVAILABLE', 'The CRM did not answer within 15 s.'),
    make(3, 'waiting', 'NOTIFY_REJECTED', 'Slack knows no user U0142XB.'),
    make(6, 'healed', 'CRM_RATE_LIMITED', 'The CRM asked us to slow down.'),
    make(9, 'discarded', 'CRM_REJECTED', 'The CRM refused the e-mail address.'),
  ];
  return scenario === 'degraded' ? [make(2, 'paged', 'CRM_UNAVAILABLE', 'The CRM did not answer within 15 s.'), ...list] : list;
}

function statsOf(scenario: Scenario, signals: SignalDetail[], leads: LeadDetail[], letters: DeadLetterItem[], now: number): Stats {
  const byStage = new Map<Stage, number>();
  for (const { stage } of signals) byStage.set(stage, (byStage.get(stage) ?? 0) + 1);
  if (scenario === 'normal') for (const stage of ['failed', 'unanswered'] as const) byStage.delete(stage);
  const none = signals.length === 0;
  const speed = (p50: number, p95: number) => ({ count: signals.length, p50Ms: none ? null : p50, p95Ms: none ? null : p95 });
  const speeds = { capturedToAssigned: speed(84, 212), capturedToAlerted: speed(151, 388) };
  const stages = [...byStage].map(([stage, count]) => ({ stage, layer: layerOf(stage), count }));
  const down = scenario === 'degraded';
  const waiting = leads.filter((lead) => lead.assignment !== null);
  return {
    at: iso(Date.now()),
    since: iso(now - 10 * 3_600_000),
    signals: {
      total: signals.length,
      byStage: stages,
      byLayer: (['ingestion', 'qualification', 'execution'] as const).map((layer) => {
        const mine = signals.filter((signal) => signal.layer === layer);
        return { layer, count: mine.length, open: mine.filter((signal) => signal.endedAt === null).length };
      }),
      byLane: [{ ...speeds, lane: 'high', count: signals.length }],
      unstarted: down ? 42 : 0,
    },
    speed: speeds,
    oldestWaiting: null,
    waiting: waiting.length,
    takenInTime: { taken: none ? 0 : 14, inTime: none ? 0 : 12 },
    deadLetters:
      letters.length === 0
        ? []
        : (['waiting', 'paged', 'healed', 'discarded'] as const).map((state) => ({
            state,
            count: scenario === 'normal' && state === 'waiting' ? 0 : letters.filter((one) => one.state === state).length,
          })),
    parts: [
      { part: 'postgres', healthy: true, detail: 'answers', tookMs: 1.2 },
      {
        part: 'temporal',
        healthy: !down,
        detail: down ? 'does not answer at 127.0.0.1:7233; is it running?' : 'answers',
        tookMs: down ? null : 3.4,
      },
      { part: 'worker', healthy: true, detail: '6 queues polled', tookMs: 2 },
      { part: 'relay', healthy: true, detail: 'nothing to start', tookMs: 0.8 },
    ],
  };
}
