/**
 * The difference between the server's clock and this device's, learned from what the server says of its time.
 * A `Date` header has whole seconds only, so one answer bounds the difference to about a second; each further one,
 * and each exact instant in a body, narrows it.
 */
export interface ServerClock {
  /** Add to the device's clock to get the server's. */
  offsetMs(): number;
  heard(said: Heard): void;
}
export interface Heard {
  /** The server's clock, some time between `sentAtMs` and `receivedAtMs` of ours. */
  serverMs: number;
  /** By how much its true time may lie later: 1000 for a `Date` header, 0 for an exact instant. */
  roundedByMs: number;
  sentAtMs: number;
  receivedAtMs: number;
}

export function createServerClock(): ServerClock {
  let least = -Infinity;
  let most = Infinity;
  return {
    offsetMs() {
      // Equal clocks are the usual case: no correction unless the bounds demand one.
      if (least === -Infinity || (least <= 0 && most >= 0)) return 0;
      return (least + most) / 2;
    },
    heard({ serverMs, roundedByMs, sentAtMs, receivedAtMs }) {
      // An answer that took seconds says little, and a device that slept meanwhile says nothing.
      if (Number.isNaN(serverMs) || receivedAtMs < sentAtMs || receivedAtMs - sentAtMs > 5_000) return;
      const lower = serverMs - receivedAtMs;
      const upper = serverMs + roundedByMs - sentAtMs;
      if (lower > most || upper < least) {
        // No difference fits both: one of the clocks was set. Begin anew.
        least = lower;
        most = upper;
        return;
      }
      least = Math.max(least, lower);
      most = Math.min(most, upper);
    },
  };
}
