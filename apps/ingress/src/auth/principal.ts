/** What an API key may do: `ingest` sends signals for one connection, `operate` reads and operates everything. */
export const scopes = ['ingest', 'operate'] as const;
export type Scope = (typeof scopes)[number];

/** Who is asking. */
export interface Principal {
  kind: 'key' | 'session';
  /** Goes to the audit log: the key's name, or the person's id. */
  actor: string;
  scopes: readonly Scope[];
  /** Of an `ingest` key: the connection that its signals belong to. */
  connection?: string;
  /** Of a session whose person is on the team. */
  repId?: string;
}
