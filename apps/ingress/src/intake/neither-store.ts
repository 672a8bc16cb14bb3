import { Problem } from '../problems/problem.js';

/** Long enough for a failover to finish, short enough that the lead is still warm. */
const RETRY_AFTER_SECONDS = 5;

/** Nothing can be promised right now: the sender has to come again. */
export class NeitherStore extends Problem {
  constructor(cause?: unknown) {
    super('unavailable', `Nothing was accepted: neither store answers. Send it again in ${RETRY_AFTER_SECONDS} seconds.`, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
    this.cause = cause;
  }
}
