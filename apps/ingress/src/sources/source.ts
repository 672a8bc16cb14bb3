import type { Connection } from '@firstline/domain/connections/connections.schema';
import type { NormalisedSignal } from '@firstline/domain/signal/signal';

/** A delivery as it came, before anything is read from it. */
export interface RawRequest {
  method: string;
  /** As the sender called it: our public address and the raw target with its query. Some vendors sign it. */
  url: string;
  /** Lower-case names; a repeated header's values are joined by a comma. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  /** `application/json`, without parameters. */
  mediaType: string;
  receivedAtMs: number;
}

export type Unverified = 'missing-signature' | 'bad-signature' | 'stale-signature' | 'origin-refused';
export type Verified = { ok: true } | { ok: false; because: Unverified; detail: string };

export interface Refused {
  is: 'refused';
  because: 'no-mapping' | 'invalid';
  path: string;
  reason: string;
  /** Every wrong field, where the sender is told. */
  errors?: readonly { field: string; message: string }[];
}

/** What one event of a delivery is to us. */
export type Item =
  | {
      is: 'signal';
      signal: NormalisedSignal;
      /** Sources without event ids: what the same event was called ten minutes ago. Known under that name, it is a duplicate. */
      earlierEventId?: string;
    }
  /** Genuine, but we cannot use it: kept, counted, shown with its path and reason, replayable. */
  | Refused
  /** Left out on purpose: counted, not kept. */
  | { is: 'ignored'; because: string };

/** What an intake made of an item. */
export type Taken =
  | { status: 'accepted' | 'duplicate'; id: string; workflowId: string }
  | ({ status: 'rejected' } & Omit<Refused, 'is'>)
  | { status: 'ignored' };

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Objects are sent as JSON, texts as they are. */
  body?: object | string;
}

/** One provider kind, made for one connection with its secrets: nothing outside a vendor's folder knows its name but the list. */
export interface Source {
  readonly mediaTypes: readonly string[];
  /** `quietly`: the provider gets its 2xx although we cannot use what it sent, since sending it again would not help. `aloud`: it is told. */
  readonly refuses: 'quietly' | 'aloud';
  /** Sees raw bytes: signatures are over bytes, not over parsed JSON. */
  verify(request: RawRequest): Verified;
  /** The vendor's payload in our words. An empty list means "valid, but not for us". @throws Problem when it cannot be read at all */
  normalise(request: RawRequest): Item[] | Promise<Item[]>;
  /** The provider's check of our address (GET). Null: not a check of theirs. */
  challenge?(query: URLSearchParams): Reply | null;
  /** What a browser is told before and with its post, by its origin. */
  cors?(origin: string | undefined): Record<string, string>;
  /** The answer, when it is not the usual 202 with ids. */
  reply?(request: RawRequest, taken: readonly Taken[]): Reply;
  /** The answer to a person's browser when the post cannot be used, when it is not the problem itself. */
  replyRefused?(request: RawRequest): Reply | null;
  /** Deliveries a minute from one network address, where anyone may post. */
  readonly perAddressPerMinute?: number;
}

/** Values of a connection's secrets by their use (`secrets.current`). All that the connection refers to are there. */
export type SecretValues = ReadonlyMap<string, string>;
export type CreateSource<C extends Connection> = (connection: C, secrets: SecretValues) => Source;

/** A secret is there but cannot be one of this kind. `use` says which; the message never shows it. */
export class WrongSecret extends Error {
  override readonly name = 'WrongSecret';
  constructor(
    readonly use: string,
    message: string,
  ) {
    super(message);
  }
}

/** The secrets that verify, newest first: two during a rotation. */
export const verifyingSecrets = (secrets: SecretValues): string[] =>
  ['secrets.current', 'secrets.previous'].flatMap((use) => secrets.get(use) ?? []);
