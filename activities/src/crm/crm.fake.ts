import type { CrmFacts } from '@firstline/domain/policy/facts';
import { outcomeUnknown, willRetry, wontRetry } from '../failures.js';
import type { Crm } from './crm.port.js';

/** How the fake misbehaves: `acts-then-fails` does what it was asked and loses the answer. */
export type CrmMood = 'well' | 'down' | 'slow' | 'refuses' | 'acts-then-fails';

/** A CRM in memory that keeps the port's promises, keys included, and can be down. */
export class FakeCrm implements Crm {
  readonly name = 'fake';
  mood: CrmMood = 'well';
  /** What the next questions are answered with. */
  facts: Partial<CrmFacts> = {};
  readonly contacts = new Map<string, { contactId: string; ownerRepId?: string; writes: number }>();
  readonly tasks = new Map<string, { taskId: string; leadId: string; state: 'open' | 'closed' }>();
  readonly ownerChanges = new Set<string>();
  /** Every call that arrived, in order. */
  readonly calls: string[] = [];

  async factsOf(): Promise<CrmFacts> {
    return this.#asked('factsOf', () => ({ asOfMs: Date.now(), openOpportunities: [], activeSequences: [], ...this.facts }));
  }
  async upsertLead({ leadId }: Parameters<Crm['upsertLead']>[0]): Promise<{ contactId: string; kept: string[] }> {
    return this.#asked('upsertLead', () => {
      const known = this.contacts.get(leadId);
      const contact = { ...known, contactId: known?.contactId ?? `contact-${this.contacts.size + 1}`, writes: (known?.writes ?? 0) + 1 };
      this.contacts.set(leadId, contact);
      return { contactId: contact.contactId, kept: [] };
    });
  }
  async createTask({ key, leadId }: Parameters<Crm['createTask']>[0]): Promise<{ taskId: string }> {
    return this.#asked('createTask', () => {
      if (!this.contacts.has(leadId)) throw willRetry('CRM_UNAVAILABLE', `the contact of lead ${leadId} is not written yet`);
      const task = this.tasks.get(key) ?? { taskId: `task-${this.tasks.size + 1}`, leadId, state: 'open' as const };
      this.tasks.set(key, task);
      return { taskId: task.taskId };
    });
  }
  async setOwner({ key, leadId, ownerRepId }: Parameters<Crm['setOwner']>[0]): Promise<void> {
    return this.#asked('setOwner', () => {
      const contact = this.contacts.get(leadId);
      if (!contact) throw willRetry('CRM_UNAVAILABLE', `the contact of lead ${leadId} is not written yet`);
      this.contacts.set(leadId, { ...contact, ownerRepId });
      this.ownerChanges.add(key);
    });
  }
  async closeTasks({ of }: Parameters<Crm['closeTasks']>[0]): Promise<{ closed: number }> {
    return this.#asked('closeTasks', () => {
      const open = of.flatMap((key) => this.tasks.get(key) ?? []).filter(({ state }) => state === 'open');
      for (const task of open) task.state = 'closed';
      return { closed: open.length };
    });
  }

  async #asked<T>(call: string, answer: () => T): Promise<T> {
    this.calls.push(call);
    switch (this.mood) {
      case 'down':
        throw willRetry('CRM_UNAVAILABLE', 'the CRM answered 503');
      case 'refuses':
        if (call === 'factsOf') return answer();
        throw wontRetry('CRM_REJECTED', 'the CRM says that a field does not exist');
      case 'slow':
        await new Promise((done) => setTimeout(done, 8_000).unref()); // as long as a client waits
        throw willRetry('CRM_UNAVAILABLE', 'the CRM did not answer');
      case 'acts-then-fails':
        if (call === 'factsOf') return answer();
        answer();
        throw outcomeUnknown('CRM_UNAVAILABLE', 'the connection was lost after sending');
      case 'well':
        return answer();
    }
  }
}
