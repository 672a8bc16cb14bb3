/** What a message tells the rep, as the alert's instruction carries it (domain/src/actions/instruction.ts). */
export interface Brief {
  why: string | null;
  firstWords: string | null;
  reasons: string[];
  before: string | null;
  phone: string | null;
  email: string | null;
  dueAt: string | null;
  round: number | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

/** Reads a stored message with care: an older one may lack what a newer one has. */
export function briefOf(body: Record<string, unknown>): Brief {
  const { reasons, round } = body;
  return {
    why: text(body['why']),
    firstWords: text(body['firstWords']),
    reasons: Array.isArray(reasons) ? reasons.filter((one): one is string => typeof one === 'string') : [],
    before: text(body['before']),
    phone: text(body['phone']),
    email: text(body['email']),
    dueAt: text(body['dueAt']),
    round: typeof round === 'number' ? round : null,
  };
}
