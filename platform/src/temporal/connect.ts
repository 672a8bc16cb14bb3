import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Config } from '../config/config.js';
import { KeyRing } from '../crypto/key-ring.js';
import { SealingCodec } from './payload-codec.js';

export type TemporalSettings = Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE' | 'TEMPORAL_API_KEY' | 'FIRSTLINE_PAYLOAD_KEYS'>;

/** Client and worker must both use it: what one seals, the other opens. */
export const dataConverterFor = (config: Pick<Config, 'FIRSTLINE_PAYLOAD_KEYS'>): DataConverter => ({
  payloadCodecs: [new SealingCodec(KeyRing.parse(config.FIRSTLINE_PAYLOAD_KEYS))],
});

/**
 * A client that connects with its first call and again whenever the server is back. Making it never fails because Temporal is down.
 * Give every call a deadline (`withinMs`): without one, a server that accepts and never answers holds the caller for ever.
 */
export function connectTemporal(config: TemporalSettings): Client {
  const connection = Connection.lazy({
    address: config.TEMPORAL_ADDRESS,
    ...(config.TEMPORAL_API_KEY ? { tls: true, apiKey: config.TEMPORAL_API_KEY.reveal() } : {}),
    connectTimeout: 2_000, // as long as the database's: then the other store is asked
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000, // gRPC's own is two minutes, which would outlast a restart of the server by as much
    },
    // Two quick tries over a broken connection; longer outages are the relay's business, which loses nothing.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 3 }))],
  });
  return new Client({ connection, namespace: config.TEMPORAL_NAMESPACE, dataConverter: dataConverterFor(config) });
}

/** Runs `call` and gives up after `ms`; then nobody knows whether the server did it (`mayHaveReached`). */
export const withinMs = <T>(client: Client, ms: number, call: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + ms, call);
