import type { ConnectionKind } from '@firstline/domain/connections/connections.schema';

/** What a sender can do wrong, or an attacker on purpose. */
export const faults = {
  'bad-signature': 'signed with a secret that is not the connection’s (a foreign key, or a foreign website)',
  stale: 'signed ten minutes ago',
  future: 'signed ten minutes ahead of now',
  replay: 'the same bytes with the same signature, sent again',
} as const;
export type Fault = keyof typeof faults;
export const faultNames = Object.keys(faults) as Fault[];

/** Twice the window of five minutes, so that clocks that differ a little change nothing. */
const WRONG_BY_MS = 10 * 60_000;

const signsTheTime: ReadonlySet<ConnectionKind> = new Set(['standard-webhooks', 'hubspot']);

/** @throws Error for a fault that this kind of sender cannot commit */
export function demandPossible(fault: Fault, kind: ConnectionKind): void {
  if ((fault === 'stale' || fault === 'future') && !signsTheTime.has(kind))
    throw new Error(
      `A ${kind} request carries no time that is signed, so it cannot be ${fault === 'stale' ? 'stale' : 'from the future'}; a repeat of it is known by its event id (--fault replay). ` +
        `Those that sign the time: ${[...signsTheTime].join(', ')}.`,
    );
}

/** What the sender's clock says. */
export const clockOfSender = (fault: Fault | undefined, nowMs: number): number =>
  fault === 'stale' ? nowMs - WRONG_BY_MS : fault === 'future' ? nowMs + WRONG_BY_MS : nowMs;
