import type { LogLevel, LogMetadata, Logger } from '@temporalio/common';
import type { Log } from '../log/log.js';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<LogLevel, string>;

/** Lets the SDK (its core, the worker, `log` within workflows and activities) write into our log, under our rules for people's data. */
export function temporalLog(log: Log): Logger {
  const write = (level: LogLevel, message: string, meta: LogMetadata = {}): void => {
    const { error, ...fields } = meta;
    log[levels[level]]({ ...withoutSymbols(fields), ...(error === undefined ? {} : { err: error }) }, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

const withoutSymbols = (fields: LogMetadata): Record<string, unknown> => Object.fromEntries(Object.entries(fields));
