import type { Connection } from '@firstline/domain/connections/connections.schema';
import { CONNECTIONS_FILE, parseConnections } from '@firstline/domain/connections/parse-connections';
import type { ConfigFolder } from './config-folder.js';

/** Connections as the file says now. Read when one is asked for, which is once for a lead that has to be fetched. */
export interface ConnectionFile {
  find(id: string): Promise<Connection | undefined>;
  all(): Promise<readonly Connection[]>;
}

/** While the file cannot be read or has mistakes, the last good version is in force; before there was one, asking fails and is tried again. */
export function openConnectionFile(folder: ConfigFolder): ConnectionFile {
  let seen: string | undefined;
  let inForce: readonly Connection[] | undefined;
  const all = async (): Promise<readonly Connection[]> => {
    const text = (await folder.read()).find(({ path }) => path === CONNECTIONS_FILE)?.text;
    if (text !== undefined && text !== seen) {
      const parsed = parseConnections(text);
      if (parsed.ok) inForce = parsed.connections;
      seen = text;
    }
    if (!inForce)
      throw new Error(`${folder.path}/${CONNECTIONS_FILE} is missing or has mistakes, so no connection is known; the ingress says which`);
    return inForce;
  };
  return { all, find: async (id) => (await all()).find((connection) => connection.id === id) };
}
