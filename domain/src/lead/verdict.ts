/** One reason of a decision: which fact, from where, how old. Shown to people as it stands. */
export interface Reason {
  /** Stable, for metrics and tests: `employees-below-200`. */
  code: string;
  /** One plain sentence. */
  text: string;
  /** Where the fact came from: `signal`, `apollo`, `crm`, `policy`. */
  source?: string;
  factAtMs?: number;
}

export type VerdictKind = 'resolved' | 'enriched' | 'matched' | 'fit' | 'suppressed' | 'scored' | 'routed';
