import type { Sla, WorkingHours } from '../policy/policy.schema.js';
import { addWorkingMs, type Away } from '../time/working-hours.js';

/** When a rep who was offered a lead is reminded, and when it goes to the next. */
export interface OfferClock {
  remindAtMs?: number;
  dueAtMs: number;
}

/**
 * With the clock `working-hours`, only the rep's own working time counts: offered at 17:58 with five minutes and a day that ends at 18:00,
 * it is due three minutes into the next shift. A rep who will never work again gets the plain clock, so that the lead moves on.
 */
export function offerClock(offer: {
  sla: Pick<Sla, 'respondWithin' | 'remindAfter' | 'clock'>;
  hours: WorkingHours;
  away: Away;
  offeredAtMs: number;
}): OfferClock {
  const { sla, hours, away, offeredAtMs } = offer;
  const after = (durationMs: number): number => {
    const counted = sla.clock === 'working-hours' ? addWorkingMs(hours, away, offeredAtMs, durationMs) : undefined;
    return counted ?? offeredAtMs + durationMs;
  };
  const dueAtMs = after(sla.respondWithin);
  const remindAtMs = sla.remindAfter === undefined ? undefined : after(sla.remindAfter);
  return remindAtMs !== undefined && remindAtMs < dueAtMs ? { remindAtMs, dueAtMs } : { dueAtMs };
}
