import { impossible } from '../wire.js';
import type { Connection, SecretRef } from './connections.schema.js';

export interface RequiredSecret {
  connection: string;
  /** What it is for, in the words of connections.yaml: `secrets.current`, `options.verifyToken`. */
  use: string;
  ref: SecretRef;
  /** How a generated sample has to look: `whsec_` and 32 bytes in base64, or any long random text. */
  format: 'whsec' | 'text';
}

/** Everything secret that these connections refer to. A connection works when all of its own are there. */
export const requiredSecrets = (connections: readonly Connection[]): RequiredSecret[] => connections.flatMap(secretsOf);

export function secretsOf(connection: Connection): RequiredSecret[] {
  const one = (use: string, ref: SecretRef | undefined, format: RequiredSecret['format'] = 'text'): RequiredSecret[] =>
    ref ? [{ connection: connection.id, use, ref, format }] : [];
  switch (connection.kind) {
    case 'canonical':
    case 'form':
      return [];
    case 'standard-webhooks':
      return [
        ...one('secrets.current', connection.secrets.current, 'whsec'),
        ...one('secrets.previous', connection.secrets.previous, 'whsec'),
      ];
    case 'hubspot':
      return [...one('secrets.current', connection.secrets.current), ...one('secrets.previous', connection.secrets.previous)];
    case 'segment':
      return [
        ...one('secrets.current', connection.secrets.current),
        ...one('secrets.previous', connection.secrets.previous),
        ...one('options.batchHeader.secret', connection.options.batchHeader?.secret),
      ];
    case 'meta':
      return [
        ...one('secrets.current', connection.secrets.current),
        ...one('secrets.previous', connection.secrets.previous),
        ...one('options.verifyToken', connection.options.verifyToken),
        ...one('options.accessToken', connection.options.accessToken),
      ];
    default:
      return impossible(connection);
  }
}
