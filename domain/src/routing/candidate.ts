/** How somebody came to be considered. */
export type Via = 'preferred' | 'contact-owner' | 'account-owner' | 'opportunity-owner' | 'customer-success' | 'named-account' | 'pool';

/** Why somebody could not have the lead, or had to stand back. */
export type OutCode =
  | 'unknown-rep'
  | 'not-active'
  | 'already-asked'
  | 'switched-away'
  | 'absent'
  | 'outside-hours'
  | 'at-capacity'
  | 'language'
  | 'skills'
  | 'not-their-turn';

/** One person who was looked at, and what became of it. All of them are stored with the decision. */
export interface Candidate {
  repId: string;
  via: Via;
  poolId?: string;
  chosen: boolean;
  /** Empty for the one chosen. */
  out: { code: OutCode; text: string }[];
  /** When their next shift begins, for those who are not at work. */
  backAtMs?: number;
  /** In a pool: their weight, and what they were owed before this lead, in leads. */
  weight?: number;
  credit?: number;
}
