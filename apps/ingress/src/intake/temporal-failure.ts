import { NamespaceNotFoundError } from '@temporalio/client';
import { grpcCode, grpcCodeOf } from '@firstline/platform/temporal/grpc-failure';

/** What a failed start says about Temporal. */
export type TemporalFailure =
  /** Unreachable, or nobody can start anything (no such namespace, no permission): do not ask before it answers. */
  | 'down'
  /** No answer in time, or too many requests: perhaps only busy. */
  | 'silent'
  /** This signal cannot be started as it is; the next one may well be. */
  | 'signal';

export function kindOfTemporalFailure(error: unknown): TemporalFailure {
  if (error instanceof NamespaceNotFoundError) return 'down';
  const code = grpcCodeOf(error);
  if (code === undefined || code === grpcCode.invalidArgument) return 'signal';
  return code === grpcCode.deadlineExceeded || code === grpcCode.resourceExhausted ? 'silent' : 'down';
}
