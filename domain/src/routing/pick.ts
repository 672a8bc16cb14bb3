/**
 * Whose turn it is. Every lead that a pool gives out is worth one; it is owed to the reps who could have had it, each in the proportion of their weight.
 * A rep's credit is what they were owed so far less what they got: above zero, leads are due to them.
 *
 * While the same reps are eligible, and when some join, everybody stays strictly within one lead of the share due, whatever the weights
 * (R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32, 1980: of those owed something, the one whose lead falls due first).
 * When reps come and go, nobody who can't see the future keeps that bound: A and B share a lead, C and D share one, the two who got none share a third,
 * and one of those is owed a whole lead and has none. So the rep owed most then goes first, and debts are carried, never written off.
 */

/** What a pool remembers of one rep. */
export interface Standing {
  /** Leads got through this pool. */
  assigned: number;
  /** Owed less got, in leads. The sum over a pool is always zero. */
  credit: number;
}
/** By rep. Plain JSON: it is a row's column, read and written under that row's lock. */
export type PoolState = Record<string, Standing>;

export interface PoolMember {
  repId: string;
  /** Above zero. */
  weight: number;
}

/** One line of the ledger. A rep's credit is the sum of their amounts, and the amounts of one lead sum to nothing. */
export interface LedgerEntry {
  poolId: string;
  repId: string;
  /**
   * `entered`: first time in this pool; starts even, however many leads the others have had. `owed`: their part of a lead that was given out
   * while they could have had it. `assigned`: they got it. `credited-back`, `owed-back`: those two undone, as the lead did not count.
   */
  kind: 'entered' | 'owed' | 'assigned' | 'credited-back' | 'owed-back';
  amount: number;
  because: string;
  atMs: number;
}

/** A lead given out: to whom, and what that did to the pool. */
export interface Turn {
  repId: string;
  state: PoolState;
  ledger: LedgerEntry[];
}

// Credits are sums of fractions: what differs by less is equal, so that the order of additions never decides.
const EQUAL = 1e-9;

/**
 * Gives the next lead of a pool. Only `eligible` reps are owed a part of it, and only one of them gets it; equals go in the order they are listed.
 * @param eligible in the pool's order
 * @returns undefined when nobody is eligible
 */
export function pick(pool: { poolId: string; state: PoolState; eligible: readonly PoolMember[]; atMs: number }): Turn | undefined {
  const due = whoIsDue(pool.state, pool.eligible);
  return due === undefined ? undefined : give({ ...pool, repId: due });
}

/** The same for a lead that a rep claimed: all who could have claimed it were owed a part, the claimer got it. */
export function give(pool: { poolId: string; state: PoolState; eligible: readonly PoolMember[]; repId: string; atMs: number }): Turn {
  const { poolId, state, eligible, repId, atMs } = pool;
  const sharers = eligible.some((member) => member.repId === repId) ? eligible : [...eligible, { repId, weight: 1 }];
  const parts = Object.entries(partsOf(sharers));
  const line = (rep: string, kind: LedgerEntry['kind'], amount: number, because: string): LedgerEntry => ({
    poolId,
    repId: rep,
    kind,
    amount,
    because,
    atMs,
  });
  const ledger = [
    ...parts
      .filter(([rep]) => !Object.hasOwn(state, rep))
      .map(([rep]) => line(rep, 'entered', 0, 'new in this pool: starts even with the others')),
    ...parts.map(([rep, part]) => line(rep, 'owed', part, `could have had it, with ${percent(part)} of the weight`)),
    line(repId, 'assigned', -1, 'got it'),
  ];
  return { repId, state: foldLedger(ledger, state), ledger };
}

const percent = (part: number): string => `${Math.round(part * 1_000) / 10} %`;

/**
 * The lead did not count (spam, a test, called off): everything it moved is moved back.
 * @param lines what `pick` or `give` wrote for that lead; the caller's ledger knows whether this was done before
 */
export function creditBack(
  state: PoolState,
  lines: readonly LedgerEntry[],
  why: { atMs: number; because: string },
): { state: PoolState; ledger: LedgerEntry[] } {
  const undone = { owed: 'owed-back', assigned: 'credited-back' } as const;
  const ledger = lines.flatMap((line) =>
    line.kind === 'owed' || line.kind === 'assigned' ? [{ ...line, ...why, kind: undone[line.kind], amount: -line.amount }] : [],
  );
  return { state: foldLedger(ledger, state), ledger };
}

/** Somebody else took the lead that was given to a rep (a claim, a late tap): the turn is theirs, what was owed to whom stays as it was. */
export function moveTurn(
  state: PoolState,
  turn: { poolId: string; fromRepId: string; toRepId: string; atMs: number },
): { state: PoolState; ledger: LedgerEntry[] } {
  const { poolId, fromRepId, toRepId, atMs } = turn;
  if (fromRepId === toRepId) return { state, ledger: [] };
  const ledger: LedgerEntry[] = [
    { poolId, repId: fromRepId, kind: 'credited-back', amount: 1, because: `${toRepId} took it instead`, atMs },
    { poolId, repId: toRepId, kind: 'assigned', amount: -1, because: `took it from ${fromRepId}`, atMs },
  ];
  return { state: foldLedger(ledger, state), ledger };
}

const leadsGot: Partial<Record<LedgerEntry['kind'], number>> = { assigned: 1, 'credited-back': -1 };

/** The state that a ledger adds up to: to check a stored one, or to rebuild it. */
export function foldLedger(ledger: readonly LedgerEntry[], start: PoolState = {}): PoolState {
  const state = new Map(Object.entries(start));
  for (const { repId, kind, amount } of ledger) {
    const before = state.get(repId) ?? { assigned: 0, credit: 0 };
    state.set(repId, { assigned: before.assigned + (leadsGot[kind] ?? 0), credit: before.credit + amount });
  }
  return Object.fromEntries(state);
}

/** The rep who would get the next lead, were exactly these eligible. */
export function whoIsDue(state: PoolState, eligible: readonly PoolMember[]): string | undefined {
  const owed = partsOf(eligible);
  const reps = eligible.map(({ repId }) => {
    const part = owed[repId] ?? 0;
    return { repId, part, credit: (Object.hasOwn(state, repId) ? (state[repId]?.credit ?? 0) : 0) + part };
  });
  const most = firstBest(reps, (a, b) => a.credit > b.credit + EQUAL);
  // Somebody is owed a whole lead: no deadline can be met any more, so the largest debt is paid. Nobody is owed anything: the smallest surplus gets one more.
  const margin = eligible.length > 1 ? 1 / (2 * eligible.length - 2) : 0;
  const owedSome = reps.filter((rep) => rep.credit >= margin - EQUAL);
  if (!most || most.credit >= 1 - EQUAL || owedSome.length === 0) return most?.repId;
  const leadsUntilDue = (rep: { part: number; credit: number }): number => (1 - margin - rep.credit) / rep.part;
  return firstBest(owedSome, (a, b) => leadsUntilDue(a) < leadsUntilDue(b) - EQUAL)?.repId;
}

function partsOf(members: readonly PoolMember[]): Record<string, number> {
  const sum = members.reduce((total, member) => total + member.weight, 0);
  return Object.fromEntries(members.map((member) => [member.repId, member.weight / sum]));
}

const firstBest = <T>(items: readonly T[], better: (a: T, b: T) => boolean): T | undefined =>
  items.reduce<T | undefined>((best, item) => (best === undefined || better(item, best) ? item : best), undefined);
