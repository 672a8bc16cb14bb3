// Built once: making an Intl formatter costs more than using it a thousand times.
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const timeWithSeconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** The time of day, with the day when it is not today; in the viewer's own zone. */
export function whenText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  return sameDay(at, new Date(nowMs)) ? time.format(at) : dayAndTime.format(at);
}

/** With seconds, for logs and traces. */
export function whenToTheSecond(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  return sameDay(at, new Date(nowMs)) ? timeWithSeconds.format(at) : dayAndTime.format(at);
}

/** Everything, zone included: what a tooltip says. */
export const exactText = (atMs: number): string => exact.format(new Date(atMs));

/** Midnight of the viewer's own day. */
export function startOfDayIso(nowMs: number): string {
  const day = new Date(nowMs);
  day.setHours(0, 0, 0, 0);
  return day.toISOString();
}
