import type { Connection } from '@firstline/domain/connections/connections.schema';
import { type JsonValue, type NormalisedSignal, SIGNAL_VERSION, type Signal } from '@firstline/domain/signal/signal';
import { signalId } from '@firstline/domain/signal/signal-id';
import { laneOf } from '@firstline/domain/signal/signal-types';

/** A normalised event with what the ingress adds to it. The lane is the connection's, if it says one. */
export function toSignal(normalised: NormalisedSignal, connection: Connection, receivedAtMs: number): Signal {
  const { complete = true, ...signal } = storable(normalised) as unknown as NormalisedSignal;
  return {
    ...signal,
    version: SIGNAL_VERSION,
    id: signalId({ connection: connection.id, eventId: signal.eventId }),
    connection: connection.id,
    receivedAt: new Date(receivedAtMs).toISOString(),
    lane: connection.lane ?? laneOf(signal.type),
    complete,
  };
}

/** JSON that Postgres can store: it knows neither the character U+0000 nor half a surrogate pair, and senders are sometimes careless. */
function storable(value: unknown): JsonValue {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== 'object') return value as JsonValue;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (field === undefined ? [] : [[storableText(key), storable(field)]])),
  );
}

export const storableText = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();
