import type { CrmFacts } from '@firstline/domain/policy/facts';
import type {
  CloseTasksInstruction,
  CreateTaskInstruction,
  SetOwnerInstruction,
  UpsertLeadInstruction,
} from '@firstline/domain/actions/instruction';

/** The CRM as this system needs it, no vendor words. */
export interface Crm {
  readonly name: string;
  /** What suppression, ownership and scoring ask, read fresh. Looks by e-mail first, then by company domain. */
  factsOf(who: { leadId: string; email?: string; companyDomain?: string }): Promise<CrmFacts>;
  /**
   * Creates or updates the contact by our lead id, then by e-mail; a field that a person edited later than we last wrote it is kept.
   * @returns the contact's id and the fields that were kept
   */
  upsertLead(lead: UpsertLeadInstruction & { leadId: string; writtenAtMs: number }): Promise<{ contactId: string; kept: string[] }>;
  /** Idempotent on `key`: the same key twice is one task. */
  createTask(task: CreateTaskInstruction & { key: string; leadId: string }): Promise<{ taskId: string }>;
  setOwner(change: SetOwnerInstruction & { key: string; leadId: string }): Promise<void>;
  closeTasks(change: CloseTasksInstruction & { leadId: string }): Promise<{ closed: number }>;
}
