import type { LoggerService } from '@nestjs/common';
import type { Log } from '@firstline/platform/log/log';

/** Nest's own lines go to our log; its start-up chatter is for debugging. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}
  log(message: unknown): void {
    this.target.debug({ from: 'nest' }, String(message));
  }
  warn(message: unknown): void {
    this.target.warn({ from: 'nest' }, String(message));
  }
  error(message: unknown, stack?: unknown): void {
    this.target.error({ from: 'nest', ...(typeof stack === 'string' ? { stack } : {}) }, String(message));
  }
  fatal(message: unknown): void {
    this.target.fatal({ from: 'nest' }, String(message));
  }
  debug(message: unknown): void {
    this.target.trace({ from: 'nest' }, String(message));
  }
  verbose(message: unknown): void {
    this.target.trace({ from: 'nest' }, String(message));
  }
}
