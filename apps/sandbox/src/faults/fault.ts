import { isObject, type JsonValue } from '../json.js';

export const faultModes = ['ok', 'down', 'nonsense', 'hang', 'act-then-drop', 'rate-limit'] as const;
export type FaultMode = (typeof faultModes)[number];

/** How a vendor misbehaves until told otherwise. Everything is optional; an empty fault is a healthy vendor. */
export interface Fault {
  /**
   * `down` refuses without doing anything · `nonsense` answers what cannot be understood · `hang` never answers ·
   * `act-then-drop` does it, then cuts the connection, so that the client cannot know · `rate-limit` asks to slow down.
   */
  mode?: FaultMode;
  latencyMs?: number;
  latencyJitterMs?: number;
  /** Chance from 0 to 1 that a call meets the fault. */
  failRate?: number;
  /** HTTP status, or SMTP reply code, of a failing answer. */
  status?: number;
  /** The vendor's own word for the failure: a Slack `error`, a Graph API error code. */
  error?: string;
  /** After so many calls met it, the fault is over. */
  times?: number;
  /** Only calls whose path (for SMTP: whose recipients) contain this. */
  path?: string;
  retryAfterSeconds?: number;
  /** The vendor's rate limit; beyond it, calls are refused until the minute is over. */
  limitPerMinute?: number;
}

const numbers: Record<string, { from: number; to: number; whole: boolean }> = {
  latencyMs: { from: 0, to: 600_000, whole: false },
  latencyJitterMs: { from: 0, to: 600_000, whole: false },
  failRate: { from: 0, to: 1, whole: false },
  status: { from: 400, to: 599, whole: true },
  times: { from: 1, to: 1_000_000, whole: true },
  retryAfterSeconds: { from: 0, to: 86_400, whole: true },
  limitPerMinute: { from: 1, to: 10_000_000, whole: true },
};

/** Names everything that is wrong, not only the first thing. */
export function parseFault(body: JsonValue): { ok: true; fault: Fault } | { ok: false; errors: string[] } {
  if (!isObject(body)) return { ok: false, errors: ['a fault is a JSON object such as {"mode":"down"}'] };
  const errors: string[] = [];
  for (const [key, value] of Object.entries(body)) {
    const range = Object.hasOwn(numbers, key) ? numbers[key] : undefined;
    if (range) {
      const fits = typeof value === 'number' && value >= range.from && value <= range.to && (!range.whole || Number.isInteger(value));
      if (!fits) errors.push(`${key} must be ${range.whole ? 'a whole number' : 'a number'} from ${range.from} to ${range.to}`);
    } else if (key === 'mode') {
      if (!(faultModes as readonly unknown[]).includes(value)) errors.push(`mode must be one of ${faultModes.join(', ')}`);
    } else if (key === 'path' || key === 'error') {
      if (typeof value !== 'string' || value === '' || value.length > 200) errors.push(`${key} must be a text of 1 to 200 characters`);
    } else errors.push(`"${key.slice(0, 60)}" is not a setting of a fault`);
  }
  const mode = body['mode'] ?? 'ok';
  if ((body['status'] !== undefined || body['error'] !== undefined) && mode !== 'ok' && mode !== 'down') {
    errors.push(`status and error have no meaning with mode ${JSON.stringify(mode)}; leave mode out, or use down`);
  }
  if (body['latencyJitterMs'] !== undefined && body['latencyMs'] === undefined) errors.push('latencyJitterMs needs latencyMs beside it');
  return errors.length === 0 ? { ok: true, fault: body } : { ok: false, errors };
}
