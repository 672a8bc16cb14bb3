import type { Company, Person, Signal } from '../signal/signal.js';

/** Facts about a lead at the moment of a decision; the only thing that rules see. Absent means not known. */
export interface LeadFacts {
  leadId: string;
  person: Person;
  company: Company;
  /** From the CRM as last read; `asOfMs` says how old. */
  crm: CrmFacts;
  /** Where a fact came from, by path (`company.employees`): shown with every reason. A path that is not here came with the signal. */
  provenance?: Record<string, { source: string; atMs: number }>;
  /** Earlier signals of this lead, newest first, bounded. */
  recentSignals: { type: Signal['type']; atMs: number; properties: Signal['properties'] }[];
}

/** What the CRM says of this person and company, each with where it was read. */
export interface CrmFacts {
  asOfMs: number;
  /** It did not answer: nothing here is known, and nothing was ruled out. */
  unavailable?: true;
  contactOwnerRepId?: string;
  accountOwnerRepId?: string;
  /** Account lifecycle. */
  accountType?: 'prospect' | 'customer' | 'former-customer' | 'partner';
  customerSuccessRepId?: string;
  openOpportunities: { id: string; name: string; ownerRepId?: string }[];
  activeSequences: { id: string; name: string; tool: string }[];
  doNotContact?: { because: string; sinceMs?: number };
  lastEnrolledAtMs?: number;
  /** The signal whose play enrolled the lead then; its own later actions are not held back by it. */
  lastEnrolledBySignalId?: string;
}
