/** The inventory, and the bundle's entry. */
export { deadLetter } from './dead-letter/dead-letter.workflow.js';
export { retention } from './retention/retention.workflow.js';
export { speedToLead } from './speed-to-lead/speed-to-lead.workflow.js';
