import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Encounter, FaultDesk } from '../faults/fault-desk.js';
import { pause, type Surroundings } from '../http/serve-vendor.js';
import type { Recorder, SandboxRecord } from '../records/recorder.js';
import { Mailbox } from './mailbox.js';

const USUAL = { ms: 5, jitterMs: 10 };
/** An alert is a few kilobytes. */
const LARGEST_MAIL = 1024 * 1024;
/** Longer than any client waits, so that a hanging answer is ended by the client. */
const IDLE_MS = 600_000;

/** One letter on its way: from its first recipient to our answer after the final dot. */
interface Transaction {
  encounter: Encounter;
  record: SandboxRecord;
  startedAtMs: number;
}

/**
 * An SMTP server that delivers nothing. `bounce@…` does not exist (550), `busy@…` comes later (450). Passwords that begin with
 * `invalid` are refused. Faults are met once for each letter; `down` without a `path` is met at the greeting.
 */
export class SmtpSandbox {
  readonly mailbox: Mailbox;
  readonly #server: SMTPServer;
  readonly #desk: FaultDesk;
  readonly #recorder: Recorder;
  readonly #stopping: AbortSignal;
  readonly #transactions = new Map<string, Transaction>();
  readonly #sockets = new Map<string, Socket>();

  constructor({ keep, desk, recorder, stopping }: Surroundings & { keep: number }) {
    this.mailbox = new Mailbox({ keep });
    this.#desk = desk;
    this.#recorder = recorder;
    this.#stopping = stopping;
    this.#server = new SMTPServer({
      name: 'sandbox.firstline.example',
      banner: 'Firstline sandbox, delivers nothing',
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      size: LARGEST_MAIL,
      maxClients: 500,
      maxAllowedUnauthenticatedCommands: false,
      socketTimeout: IDLE_MS,
      closeTimeout: 100,
      onConnect: (session, done) => this.#connected(session, done),
      onAuth: (auth, _session, done) =>
        auth.password?.startsWith('invalid') ? done(refusal(535, 'Authentication failed')) : done(null, { user: 'sandbox' }),
      onMailFrom: (_address, session, done) => {
        this.#end(session, 'client-gave-up');
        done();
      },
      onRcptTo: (address, session, done) => done(this.#recipient(address.address, session)),
      onData: (stream, session, done) => void this.#data(stream, session, done),
      onClose: (session) => {
        this.#end(session, this.#stopping.aborted ? 'sandbox-stopped' : 'client-gave-up');
        this.#sockets.delete(placeOf(session.remoteAddress, session.remotePort));
      },
    });
    this.#server.server.on('connection', (socket: Socket) => {
      const place = placeOf(socket.remoteAddress, socket.remotePort);
      this.#sockets.set(place, socket);
      socket.once('close', () => this.#sockets.delete(place));
    });
    // A client that resets its connection is its own affair.
    this.#server.on('error', () => undefined);
  }

  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.server.once('error', reject);
      const server = this.#server.listen(port, host, () => {
        this.#server.server.off('error', reject);
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#server.server.listening) return resolve();
      this.#server.close(() => resolve());
      for (const socket of this.#sockets.values()) socket.destroy();
    });
  }

  #connected(session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const fault = this.#desk.current('smtp');
    if (fault.mode !== 'down' || fault.path !== undefined) return done();
    const transaction = this.#begin(session, 'CONNECT', session.remoteAddress);
    if (transaction.encounter.meets !== 'down') return done();
    this.#finish(session, transaction, 'down', fault.status ?? 421);
    done(refusal(fault.status ?? 421, 'Sandbox fault: service not available'));
  }

  #recipient(address: string, session: SMTPServerSession): Error | null {
    const known = this.#transactions.get(session.id);
    const transaction = known ?? this.#begin(session, 'MAIL', address);
    const { encounter, record } = transaction;
    if (known) record.path = `${record.method === 'CONNECT' ? '' : `${record.path},`}${address}`.slice(0, 2_000);
    record.method = 'MAIL';
    const refuse = (code: number, why: string, outcome: SandboxRecord['outcome']): Error => {
      Object.assign(record, { outcome, status: code, tookMs: Date.now() - transaction.startedAtMs });
      this.#recorder.changed();
      return refusal(code, why);
    };
    if (encounter.meets === 'fail') return refuse(encounter.status ?? 451, encounter.error ?? 'Sandbox fault: try again later', 'failed');
    if (encounter.meets === 'down') return refuse(encounter.status ?? 421, 'Sandbox fault: service not available', 'down');
    if (encounter.meets === 'rate-limit') return refuse(450, 'Sandbox: too many messages, slow down', 'rate-limited');
    if (/^bounce@/i.test(address)) return refuse(550, 'Sandbox: no such mailbox', 'refused');
    if (/^busy@/i.test(address)) return refuse(450, 'Sandbox: mailbox busy', 'refused');
    return null;
  }

  async #data(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null, message?: string) => void,
  ): Promise<void> {
    const bytes = await read(stream);
    // The client left in the middle: that is no letter, and nobody hears an answer.
    if (!bytes) return;
    const transaction = this.#transactions.get(session.id);
    if (!transaction) return done(refusal(451, 'Sandbox: the recipients are gone'));
    const { encounter } = transaction;
    if (stream.sizeExceeded) {
      this.#finish(session, transaction, 'refused', 552);
      return done(refusal(552, `Sandbox: larger than ${LARGEST_MAIL} bytes`));
    }
    await pause(encounter.latencyMs, this.#stopping);
    const socket = this.#sockets.get(placeOf(session.remoteAddress, session.remotePort));
    if (encounter.meets === 'hang') {
      Object.assign(transaction.record, { outcome: 'hanging' });
      return this.#recorder.changed();
    }
    if (encounter.meets === 'nonsense') {
      this.#finish(session, transaction, 'garbled', null);
      socket?.write('*** sandbox nonsense: not an SMTP reply ***\r\n');
      return;
    }
    const mail = this.#store(bytes, session, transaction);
    if (encounter.meets === 'act-then-drop') {
      this.#finish(session, transaction, 'dropped', null);
      socket?.destroy();
      return;
    }
    this.#finish(session, transaction, 'answered', 250);
    done(null, `Sandbox kept it as ${mail.id}`);
  }

  #store(bytes: Buffer, session: SMTPServerSession, { record }: Transaction): { id: string } {
    const { mailFrom, rcptTo } = session.envelope;
    const mail = this.mailbox.store(
      bytes,
      { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
      Date.now(),
    );
    record.acted = true;
    record.body = {
      id: mail.id,
      messageId: mail.messageId.slice(0, 500),
      from: mail.from.slice(0, 500),
      subject: mail.subject.slice(0, 500),
    };
    return mail;
  }

  #begin(session: SMTPServerSession, method: string, path: string): Transaction {
    const startedAtMs = Date.now();
    const record = this.#recorder.begin('smtp', { direction: 'in', method, path, body: null }, startedAtMs);
    const encounter = this.#desk.meet('smtp', { path, usual: USUAL, nowMs: startedAtMs });
    record.fault = encounter.meets === 'nothing' ? null : encounter.meets;
    const transaction = { encounter, record, startedAtMs };
    this.#transactions.set(session.id, transaction);
    return transaction;
  }

  #finish(
    session: SMTPServerSession,
    { record, startedAtMs }: Transaction,
    outcome: SandboxRecord['outcome'],
    status: number | null,
  ): void {
    Object.assign(record, { outcome, status, tookMs: Date.now() - startedAtMs });
    this.#transactions.delete(session.id);
    this.#recorder.changed();
  }

  /** The transaction is over without our doing: the client left, or began another. What was refused stays refused. */
  #end(session: SMTPServerSession, outcome: SandboxRecord['outcome']): void {
    const transaction = this.#transactions.get(session.id);
    if (!transaction) return;
    const { record } = transaction;
    const open = record.outcome === 'pending' || record.outcome === 'hanging';
    if (record.method !== 'CONNECT' || !open) this.#finish(session, transaction, open ? outcome : record.outcome, record.status);
  }
}

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
const placeOf = (address: string | undefined, port: number | undefined): string => `${(address ?? '').replace(/^::ffff:/, '')}|${port}`;

async function read(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      // What is too large is read to its end, so that the client hears our answer, and not kept.
      if (size <= LARGEST_MAIL) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
