import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishPolicy } from '@firstline/activities/policy/policy.sql';
import { contentHash } from '@firstline/domain/policy/canonical';
import { parsePolicy } from '@firstline/domain/policy/parse-policy';
import type { Policy, Sla } from '@firstline/domain/policy/policy.schema';
import type { Database } from '@firstline/platform/db/db';

const configFolder = join(import.meta.dirname, '../../config');

/** The policy that ships, changed for a test: short waits, another team. */
export function shippedPolicy(change: (policy: Policy) => void = () => undefined): Policy {
  const read = (below: string): { path: string; text: string }[] =>
    readdirSync(join(configFolder, below))
      .filter((name) => name.endsWith('.yaml') && name !== 'connections.yaml')
      .map((name) => ({ path: below ? `${below}/${name}` : name, text: readFileSync(join(configFolder, below, name), 'utf8') }));
  const parsed = parsePolicy([...read(''), ...read('triggers')]);
  if (!parsed.ok) throw new Error(`the shipped policy is wrong: ${JSON.stringify(parsed.problems)}`);
  const policy = structuredClone(parsed.policy);
  change(policy);
  return { ...policy, hash: contentHash({ ...policy, hash: '' }) };
}

/** Everybody at work around the clock: for tests that are not about working hours. */
export function alwaysOpen(policy: Policy): void {
  const allDay = [{ from: '00:00', to: '24:00' }];
  const week = { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay, sat: allDay, sun: allDay };
  for (const member of policy.team) {
    member.hours = { zone: 'UTC', week, holidays: [] };
    member.away = [];
    member.channels = [];
  }
}

/** Waits of all plays. */
export function everySla(policy: Policy, sla: Partial<Sla>): void {
  for (const trigger of policy.triggers) Object.assign(trigger.sla, { clock: 'always', ...sla });
}

export const publish = (db: Database, policy: Policy): Promise<void> => db.$transaction((tx) => publishPolicy(tx, policy, 'test'));
