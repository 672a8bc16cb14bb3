/** Prisma's own codes: cannot connect, connection lost, no free connection or transaction in time. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
/** Of Postgres and of the socket: shutting down, starting up, too many clients; refused, reset, timed out. */
const systemCodes = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** Of Prisma's driver adapter. */
const adapterKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

interface Failure {
  code?: unknown;
  message?: unknown;
  kind?: unknown;
  originalCode?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/** Postgres did not answer, as against refusing what was asked: later may be better. */
export function isDatabaseDown(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 6) return false;
  const { code, message, kind, originalCode, cause, meta } = error as Failure;
  const says = (known: ReadonlySet<string>, value: unknown): boolean => typeof value === 'string' && known.has(value);
  if (says(prismaCodes, code) || says(systemCodes, code) || says(systemCodes, originalCode) || says(adapterKinds, kind)) return true;
  // The driver gives these no code.
  if (
    typeof message === 'string' &&
    /^(Connection terminated|Client .* is not queryable$|timeout exceeded when trying to connect)/.test(message)
  )
    return true;
  return isDatabaseDown(cause, depth + 1) || isDatabaseDown(meta?.driverAdapterError, depth + 1);
}
