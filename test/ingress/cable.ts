import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** A cable to a server, which a test can pull out: what an outage looks like from this side. */
export interface Cable {
  port: number;
  /** The other end is gone: connections break, new ones are refused. */
  cut(): Promise<void>;
  /** The other end hangs: connections stay, nothing comes back. */
  freeze(): void;
  /** As before. */
  mend(): Promise<void>;
  remove(): Promise<void>;
}

export async function layCable(to: { host: string; port: number }): Promise<Cable> {
  const sockets = new Set<Socket>();
  let frozen = false;
  const join = (near: Socket): void => {
    const far = connect(to.port, to.host);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        into.destroy();
      });
      from.on('data', (bytes) => into.write(bytes));
      if (frozen) from.pause();
    }
  };
  let server = await listen(join, 0);
  const { port } = server.address() as AddressInfo;
  const cut = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    port,
    cut,
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    mend: async () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
      if (!server.listening) server = await listen(join, port);
    },
    remove: cut,
  };
}

function listen(onSocket: (socket: Socket) => void, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onSocket);
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
