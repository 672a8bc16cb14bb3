/** Per field: who last set it, and when. */
export type FieldEdits = Record<string, { by: 'person' | 'firstline'; atMs: number }>;

type Values = Record<string, string | number | undefined>;

/**
 * Which fields we may write: never one that a person edited, whatever the time, unless we would write nothing there anyway.
 * A person's edit is worth more than anything we worked out; what was kept is said.
 */
export function keepNewerEdits<V extends Values>({
  wanted,
  edits,
  writtenAtMs,
}: {
  wanted: V;
  edits: FieldEdits;
  writtenAtMs: number;
}): { values: Partial<V>; kept: string[]; edits: FieldEdits } {
  const entries = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const isTheirs = ([field]: [string, unknown]): boolean => edits[field]?.by === 'person';
  const ours = entries.filter((entry) => !isTheirs(entry));
  return {
    values: Object.fromEntries(ours) as Partial<V>,
    kept: entries.filter(isTheirs).map(([field]) => field),
    edits: { ...edits, ...Object.fromEntries(ours.map(([field]) => [field, { by: 'firstline' as const, atMs: writtenAtMs }])) },
  };
}
