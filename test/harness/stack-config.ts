import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  alertsSchema,
  enrichmentSchema,
  slaSchema,
  teamSchema,
  territoriesSchema,
  triggerSchema,
} from '@firstline/domain/policy/policy.schema';
import { parse, stringify } from 'yaml';
import type { z } from 'zod';

/** The policy as people write it: durations are words such as `2s`. */
export interface PolicyDraft {
  team: z.input<typeof teamSchema>;
  territories: z.input<typeof territoriesSchema>;
  alerts: z.input<typeof alertsSchema>;
  enrichment: z.input<typeof enrichmentSchema>;
  triggers: z.input<typeof triggerSchema>[];
}
export type SlaInWords = Partial<z.input<typeof slaSchema>>;

const shipped = join(import.meta.dirname, '../../config');
const single = ['team', 'territories', 'alerts', 'enrichment'] as const;

/** A copy of the shipped `config/` with everybody at work, changed as the test needs. */
export function copyConfig(to: string, change: (draft: PolicyDraft) => void): void {
  cpSync(shipped, to, { recursive: true });
  const plays = readdirSync(join(to, 'triggers'));
  const read = (name: string): unknown => parse(readFileSync(join(to, name), 'utf8'));
  const draft = {
    ...Object.fromEntries(single.map((name) => [name, read(`${name}.yaml`)])),
    triggers: plays.map((name) => read(`triggers/${name}`)),
  } as PolicyDraft;
  for (const member of draft.team.members) {
    member.hours = 'always';
    delete member.away;
  }
  change(draft);
  for (const name of single) writeFileSync(join(to, `${name}.yaml`), stringify(draft[name]));
  for (const [index, name] of plays.entries()) writeFileSync(join(to, 'triggers', name), stringify(draft.triggers[index]));
}

/** Waits of all plays. Nothing happens by itself within a test unless it says so. */
export function everySla(draft: PolicyDraft, sla: SlaInWords = {}): void {
  for (const trigger of draft.triggers) {
    delete trigger.sla.remindAfter;
    Object.assign(trigger.sla, { clock: 'always', respondWithin: '1h', pageAfter: '1h', giveUpAfter: '1h', ...sla });
  }
}
