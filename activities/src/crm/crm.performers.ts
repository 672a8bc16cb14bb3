import type { Performer } from '../actions/performer.port.js';
import type { Crm } from './crm.port.js';

/**
 * CRM writes as the executor sees them. Each is an upsert or idempotent by key at the port, so an attempt with unknown outcome is simply made again.
 */
export const crmPerformers = (
  crm: Crm,
  now: () => number,
): [Performer<'crm.upsert-lead'>, Performer<'crm.create-task'>, Performer<'crm.set-owner'>, Performer<'crm.close-tasks'>] => [
  {
    kind: 'crm.upsert-lead',
    async perform({ leadId, instruction }) {
      const { contactId, kept } = await crm.upsertLead({ ...instruction, leadId, writtenAtMs: now() });
      return { crm: crm.name, contactId, ...(kept.length > 0 ? { kept: kept.join(', ') } : {}) };
    },
  },
  {
    kind: 'crm.create-task',
    async perform({ key, leadId, instruction }) {
      const { taskId } = await crm.createTask({ ...instruction, key, leadId });
      return { crm: crm.name, taskId };
    },
  },
  {
    kind: 'crm.set-owner',
    async perform({ key, leadId, instruction }) {
      await crm.setOwner({ ...instruction, key, leadId });
      return { crm: crm.name };
    },
  },
  {
    kind: 'crm.close-tasks',
    async perform({ leadId, instruction }) {
      const { closed } = await crm.closeTasks({ ...instruction, leadId });
      return { crm: crm.name, closed: String(closed) };
    },
  },
];
