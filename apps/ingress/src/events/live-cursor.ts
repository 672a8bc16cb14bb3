// A step writes its entries in one short transaction; a number that is still missing after so long was never used.
const GAP_LASTS_MS = 10_000;
// A burst of retried steps burns numbers; more open gaps than this are the oldest ones' loss.
const MOST_GAPS = 2_000;

/**
 * What of an ever growing list has been seen, when numbers are given before their rows become visible: two transactions may commit in the
 * other order, so a missing number is looked for again until it is too old to come.
 */
export class LiveCursor {
  #highest: bigint;
  readonly #gaps = new Map<bigint, number>();

  /** @param missing numbers below `highest` that were not there at the start */
  constructor(highest: bigint, missing: readonly bigint[], nowMs: number) {
    this.#highest = highest;
    for (const id of missing) this.#gaps.set(id, nowMs);
  }

  get highest(): bigint {
    return this.#highest;
  }

  /** Numbers to ask for again. */
  get gaps(): bigint[] {
    return [...this.#gaps.keys()];
  }

  /** Everything up to here was seen: where a reader who comes back begins. */
  get safe(): bigint {
    let lowest = this.#highest + 1n;
    for (const id of this.#gaps.keys()) if (id < lowest) lowest = id;
    return lowest - 1n;
  }

  /** @param ids what was found, in rising order */
  saw(ids: readonly bigint[], nowMs: number): void {
    for (const id of ids) {
      this.#gaps.delete(id);
      const from = this.#highest + 1n > id - BigInt(MOST_GAPS) ? this.#highest + 1n : id - BigInt(MOST_GAPS);
      for (let missing = from; missing < id; missing++) this.#gaps.set(missing, nowMs);
      if (id > this.#highest) this.#highest = id;
    }
    for (const [id, sinceMs] of this.#gaps) {
      if (nowMs - sinceMs < GAP_LASTS_MS && this.#gaps.size <= MOST_GAPS) break;
      this.#gaps.delete(id);
    }
  }
}
