import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

// The slowest answer that we promise is that of a workflow that does not answer: 5 s.
const FINISH_WITHIN_MS = 8_000;

const QUIET_MS = 500;

/**
 * Lets the server close in time. Browsers open connections ahead of need and send nothing over them; Node waits for their first request,
 * for as long as it takes. Whoever is being answered is answered.
 */
@Injectable()
export class OpenSockets implements OnModuleInit, BeforeApplicationShutdown {
  readonly #beingAnswered = new Map<Socket, number>();

  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.on('connection', (socket: Socket) => {
      this.#beingAnswered.set(socket, 0);
      socket.once('close', () => this.#beingAnswered.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#count(socket, 1);
      response.once('close', () => this.#count(socket, -1));
    });
  }

  beforeApplicationShutdown(): void {
    // What was sent before we closed may still be on its way to us.
    setInterval(() => this.#dropQuiet(), QUIET_MS).unref();
    setTimeout(() => (this.host.httpAdapter.getHttpServer() as Server).closeAllConnections(), FINISH_WITHIN_MS).unref();
  }

  #dropQuiet(): void {
    for (const [socket, requests] of this.#beingAnswered) if (requests === 0) socket.destroy();
  }

  #count(socket: Socket, change: number): void {
    const requests = this.#beingAnswered.get(socket);
    if (requests !== undefined) this.#beingAnswered.set(socket, requests + change);
  }
}
