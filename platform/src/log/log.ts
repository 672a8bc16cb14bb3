import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Config } from '../config/config.js';
import { isPersonalKey, isSecretKey, maskPersonal } from './personal-data.js';

export type Log = Logger;
export type LogLevel = Config['FIRSTLINE_LOG_LEVEL'];

/** What ties a line to its signal; ids only. `layer` answers "which of the three failed?" in one look. */
export interface LogBindings {
  signalId?: string;
  leadId?: string;
  workflowId?: string;
  layer?: 'ingestion' | 'qualification' | 'execution';
}

/**
 * Opens the log of one process: a JSON object a line, on stdout.
 * Fields that name people or secrets are dropped by key, whatever their depth; e-mail addresses and phone numbers are masked in every text,
 * error messages and stacks included.
 */
export function openLog({ name, level, destination }: { name: string; level: LogLevel; destination?: DestinationStream }): Log {
  const options = {
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => withoutPrivate(fields, 0) as Record<string, unknown>,
    },
    // Errors are already plain here, with their causes.
    serializers: { err: (error: unknown) => error, error: (error: unknown) => error },
    hooks: { streamWrite: maskPersonal },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** A log whose every line carries these ids. */
export const bind = (log: Log, bindings: LogBindings): Log => log.child(bindings);

const MAX_DEPTH = 6;
const MAX_ITEMS = 50;

function withoutPrivate(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? value.toString() : value;
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => withoutPrivate(item, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function') return withoutPrivate((value as { toJSON(): unknown }).toJSON(), depth + 1);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, isHidden(key) ? '[redacted]' : withoutPrivate(field, depth + 1)]),
  );
}

const isHidden = (key: string): boolean => isPersonalKey(key) || isSecretKey(key);

function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code, type, cause } = error as { code?: unknown; type?: unknown; cause?: unknown };
  return {
    type: typeof type === 'string' ? type : error.name,
    message: error.message.slice(0, 2_000),
    stack: error.stack?.slice(0, 8_000),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(cause !== undefined && depth < MAX_DEPTH ? { cause: withoutPrivate(cause, depth + 1) } : {}),
  };
}
