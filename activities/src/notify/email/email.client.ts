import { createTransport, type Transporter } from 'nodemailer';
import type { Secret } from '@firstline/platform/config/secret';
import { namesInside } from '@firstline/platform/http/addresses';
import type { EmailContent } from './email.message.js';
import { failureOf } from './email.failures.js';

export interface SmtpSettings {
  /** `smtp:` or `smtps:` URL, with user and password where the server wants them. */
  url: Secret;
  /** "Name <address>" */
  from: string;
  /** For one letter from connecting to the server's last word. */
  timeoutMs: number;
}

export interface Letter extends EmailContent {
  to: { name: string; address: string };
  /** In angle brackets. The same letter has the same one, so that readers can tell a repeat. */
  messageId: string;
  /** Of the letter this one follows up. */
  inReplyTo?: string;
}

/** @throws Error without the value: URL's own would quote the password */
function urlOf(secret: Secret): URL {
  const url = URL.parse(secret.reveal());
  if (url?.protocol === 'smtp:' || url?.protocol === 'smtps:') return url;
  throw new Error('SMTP_URL must be an address such as smtps://user:password@mail.example.com, with user and password percent-encoded');
}

/** Speaks SMTP over a few kept connections. Sends a letter once: the library sends again by itself only what no server has read a byte of. */
export class SmtpClient {
  readonly #transport: Transporter;
  readonly #from: string;
  readonly #timeoutMs: number;
  /** Letters on their way, by Message-ID: did the server begin to read one? */
  readonly #streams = new Map<string, NodeJS.ReadableStream[]>();

  constructor({ url, from, timeoutMs }: SmtpSettings) {
    this.#from = from;
    this.#timeoutMs = timeoutMs;
    const { protocol, username, hostname } = urlOf(url);
    this.#transport = createTransport({
      url: url.reveal(),
      pool: true,
      // A password never leaves the house in the clear; `?requireTLS=false` in the URL says otherwise.
      requireTLS: protocol === 'smtp:' && username !== '' && !namesInside(hostname),
      maxConnections: 3, // most servers allow a handful for one client; an alert is a few kilobytes
      maxRequeues: 1, // a kept connection that the server had closed: tried over a new one, once
      idleTimeout: 60_000, // many servers hang up after some minutes without saying so
      connectionTimeout: Math.min(5_000, timeoutMs),
      greetingTimeout: Math.min(5_000, timeoutMs),
      socketTimeout: timeoutMs,
      dnsTimeout: Math.min(5_000, timeoutMs),
      // Bodies are ours alone: nothing is ever fetched or read from disk on behalf of a letter.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.#transport.use('stream', (mail, done) => {
      const { message } = mail;
      const open = message.createReadStream.bind(message);
      message.createReadStream = (options) => {
        const stream = open(options);
        this.#streams.get(message.messageId())?.push(stream);
        return stream;
      };
      done();
    });
  }

  /** @throws the coded failures of failures.ts */
  async send({ to, subject, text, html, messageId, inReplyTo }: Letter): Promise<void> {
    const streams: NodeJS.ReadableStream[] = [];
    this.#streams.set(messageId, streams);
    try {
      await this.#transport.sendMail({
        from: this.#from,
        to: [to],
        subject,
        text,
        html,
        messageId,
        ...(inReplyTo ? { inReplyTo, references: inReplyTo } : {}),
        // Out-of-office replies and read receipts of a rep are of no use to anybody.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
    } catch (error) {
      throw failureOf(error, { handedOver: streams.some((stream) => 'readableDidRead' in stream && stream.readableDidRead === true) });
    } finally {
      this.#streams.delete(messageId);
    }
  }

  close(): void {
    this.#transport.close();
  }
}
