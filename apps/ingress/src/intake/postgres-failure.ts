import { DeadlineExceeded } from '../http/deadline.js';

/** What a failed statement says about Postgres. */
export type PostgresFailure =
  /** Refused, broken, shutting down, read-only, not migrated: do not ask it again before it answers. */
  | 'down'
  /** No answer in time, or a lock too many: perhaps only busy. */
  | 'silent'
  /** The data cannot be stored: a fault of ours, and the next signal may well be fine. */
  | 'data';

/** By the class of the SQLSTATE (PostgreSQL documentation, appendix A). */
export function kindOfFailure(error: unknown): PostgresFailure {
  if (error instanceof DeadlineExceeded || isTooBusy(error)) return 'silent';
  const state = sqlStateOf(error);
  if (state === undefined) return 'down';
  if (state.startsWith('22') || state.startsWith('23')) return 'data';
  return state === '57014' || state.startsWith('40') || state.startsWith('55') ? 'silent' : 'down';
}

/** No free connection or transaction in time, in the words of Prisma and of the driver. */
function isTooBusy(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return (
    code === 'P2024' ||
    code === 'P2028' ||
    code === 'P1008' ||
    (typeof message === 'string' && message.startsWith('timeout exceeded when trying to connect'))
  );
}

/** Prisma carries it in the adapter's error. */
function sqlStateOf(error: unknown): string | undefined {
  const meta = (error as { meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } } | null)?.meta;
  const code = meta?.driverAdapterError?.cause?.originalCode;
  return typeof code === 'string' ? code : undefined;
}
