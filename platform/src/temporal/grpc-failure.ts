import { isGrpcServiceError } from '@temporalio/client';

/** The gRPC codes that callers tell apart (google.rpc.Code). */
export const grpcCode = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** The code of a failed call, wherever in the chain of causes it stands; undefined when the failure is none of the server's. */
export function grpcCodeOf(error: unknown): number | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (isGrpcServiceError(at)) return at.code;
  }
  return undefined;
}

/** The server did not answer, or not in time: try again later, or use the other store. */
export const isTemporalDown = (error: unknown): boolean => {
  const code = grpcCodeOf(error);
  return code === grpcCode.unavailable || code === grpcCode.deadlineExceeded || code === grpcCode.resourceExhausted;
};
