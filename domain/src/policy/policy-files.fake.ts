import type { PolicyFile } from './parse-policy.js';
import { parsePolicy } from './parse-policy.js';
import type { Policy } from './policy.schema.js';

const trigger = `
id: demo
name: Demo request
on: { type: form.submitted }
when: signal.properties.form == "demo-request"
icp: core
sla: { respondWithin: 5m, remindAfter: 2m, pageAfter: 10m }
actions: [{ do: notify.rep }]
using: [the form]
why: "{{ person.firstName }} asked for a demo."
owner: mia
onCall: ops
`;
const icp = `
definitions:
  - id: core
    name: Our market
    criteria:
      - { id: size, must: company.employees >= 50, because: At least 50 employees }
`;
const territories = `
territories:
  - { id: dach, name: DACH, when: 'company.country in ["DE", "AT", "CH"]', pool: all }
pools:
  - { id: all, name: All, members: [{ rep: rae }] }
  - { id: care, name: Care, members: [{ rep: rae }] }
defaultPool: all
`;
const team = `
hours:
  office: { zone: Europe/Berlin, week: { mon: [{ from: "09:00", to: "17:00" }] } }
members:
  - { id: mia, name: Mia Manager, email: mia@firstline.example, role: manager, hours: office, channels: [email] }
  - { id: rae, name: Rae Rep, email: rae@firstline.example, manager: mia, hours: office, channels: [email] }
`;
const alerts = `
onCall:
  - { id: ops, name: Mia Manager, page: inbox, member: mia }
`;

const sound: Record<string, string> = {
  'triggers/demo.yaml': trigger,
  'icp.yaml': icp,
  'suppression.yaml': 'customerSuccessPool: care',
  'scoring.yaml': 'base: 10',
  'territories.yaml': territories,
  'team.yaml': team,
  'enrichment.yaml': 'providers: [apollo]',
  'alerts.yaml': alerts,
};

/** A small sound policy, with some files replaced, added or (undefined) left out. */
export const fakePolicyFiles = (changes: Record<string, string | undefined> = {}): PolicyFile[] =>
  Object.entries({ ...sound, ...changes }).flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]));

/** One file of the sound policy with a piece of its text replaced; the piece must be there. */
export function fakePolicyWith(path: string, from: string, to: string): PolicyFile[] {
  const text = sound[path];
  if (text === undefined || !text.includes(from)) throw new Error(`${path} has no "${from}"`);
  return fakePolicyFiles({ [path]: text.replaceAll(from, to) });
}

/** The small policy as a trigger file of another id, with lines appended or replaced. */
export const fakeTriggerFile = (id: string, changes: (text: string) => string = (text) => text): string =>
  changes(trigger.replace('id: demo', `id: ${id}`));

export function fakePolicy(files: readonly PolicyFile[] = fakePolicyFiles()): Policy {
  const parsed = parsePolicy(files);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}
