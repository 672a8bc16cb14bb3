import type { Secret } from '@firstline/platform/config/secret';
import type { Performer, SentMessages } from '../actions/performer.port.js';
import type { MemberDirectory } from './members.port.js';

/** What every message service is given. */
export interface ChannelDeps {
  members: MemberDirectory;
  sent: SentMessages;
  /** Of this instance, as the outside world reaches it. */
  publicUrl: string;
  /** Signs one-tap links. */
  sessionKey: Secret;
  now: () => number;
}

/** A message service with settings. */
export interface OpenChannel {
  performers: Performer[];
  /** Closes idle connections. */
  close(): Promise<void>;
}
