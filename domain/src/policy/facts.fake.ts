import type { Signal } from '../signal/signal.js';
import type { CrmFacts, LeadFacts } from './facts.js';
import { type RuleFacts, ruleFacts } from './rule-facts.js';

/** Saturday 21 November 2026, 09:15 UTC. */
export const fakeNowMs = Date.UTC(2026, 10, 21, 9, 15);

/** Ada's demo request, or whatever of it a test changes. */
export const fakeSignal = (changes: Partial<Signal> = {}): Signal => ({
  version: 1,
  id: '0c4d1f8e-6c1b-4f3e-9a57-5d1f3a0a7e11',
  connection: 'website-form',
  eventId: 'evt_81f2',
  type: 'form.submitted',
  occurredAt: '2026-11-21T09:14:03Z',
  receivedAt: '2026-11-21T09:14:04Z',
  lane: 'high',
  complete: true,
  test: false,
  person: {},
  company: {},
  attribution: { utm: { source: 'newsletter' } },
  consent: {},
  properties: { form: 'demo-request', answers: { timeline: 'this quarter' } },
  ...changes,
});

export const fakeCrm = (changes: Partial<CrmFacts> = {}): CrmFacts => ({
  asOfMs: fakeNowMs - 3 * 60_000,
  openOpportunities: [],
  activeSequences: [],
  ...changes,
});

export const fakeFacts = (changes: Partial<LeadFacts> = {}): LeadFacts => ({
  leadId: 'lead-ada',
  person: { email: 'ada@lovelace.example', firstName: 'Ada', lastName: 'King', title: 'VP Engineering', seniority: 'vp', country: 'GB' },
  company: {
    name: 'Analytical Engines Ltd',
    domain: 'lovelace.example',
    country: 'GB',
    employees: 1200,
    industry: 'computer hardware',
    technologies: ['salesforce', 'segment'],
  },
  crm: fakeCrm(),
  recentSignals: [],
  ...changes,
});

export const fakeRuleFacts = (facts: Partial<LeadFacts> = {}, signal: Partial<Signal> = {}): RuleFacts =>
  ruleFacts({ signal: fakeSignal(signal), facts: fakeFacts(facts) });
