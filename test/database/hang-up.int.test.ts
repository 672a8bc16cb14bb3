import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '@firstline/platform/config/secret';
import { isDatabaseDown } from '@firstline/platform/db/database-down';
import { openDatabase } from '@firstline/platform/db/db';

/** One message of Postgres' protocol: a letter, the length with itself, the body. */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}
const signedIn = message('R', Buffer.alloc(4));
const ready = message('Z', Buffer.from('I'));
const goodbye = message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'));

let server: Server;
let url: Secret;
/** A server that dies with the very words that let a client in, as a killed one may: ready and goodbye in one packet. */
beforeEach(async () => {
  server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([signedIn, ready, goodbye])));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new Secret(`postgresql://firstline@127.0.0.1:${(server.address() as AddressInfo).port}/firstline`);
});
afterEach(() => void server.close());

describe('a database that goes away while a connection changes hands', () => {
  it('fails what was asked, and leaves the process standing', async () => {
    const database = openDatabase({ url, poolSize: 2, applicationName: 'test' });
    const asked = [
      database.$transaction((tx) => tx.$queryRaw`SELECT 1`),
      database.$queryRaw`SELECT 1`,
      database.$transaction([database.$queryRaw`SELECT 1`]),
    ];
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer.status).toBe('rejected');
      const { reason } = answer as PromiseRejectedResult;
      expect(isDatabaseDown(reason), JSON.stringify({ ...reason, message: reason.message, cause: reason.cause })).toBe(true);
    }
    await sleep(50); // an error that nobody hears would end the process now
    await database.$disconnect();
  });
});
