import { BoundedMap } from '../records/bounded-map.js';
import { readMail, type ReadableMail } from './mime.js';

export interface StoredMail extends ReadableMail {
  id: string;
  at: string;
  envelope: { from: string; to: string[] };
  /** As it came, up to 256 KB. */
  raw: string;
}

const LONGEST_RAW = 256 * 1024;

/** Every message that was accepted: nothing is delivered anywhere. */
export class Mailbox {
  readonly #mails: BoundedMap<StoredMail>;
  #last = 0;

  constructor({ keep }: { keep: number }) {
    this.#mails = new BoundedMap({ most: keep });
  }

  get mails(): StoredMail[] {
    return this.#mails.values();
  }

  store(bytes: Buffer, envelope: { from: string; to: string[] }, nowMs: number): StoredMail {
    const raw = bytes.toString('latin1');
    const mail: StoredMail = {
      id: `sandbox-mail-${++this.#last}`,
      at: new Date(nowMs).toISOString(),
      envelope,
      ...readMail(raw),
      raw: raw.slice(0, LONGEST_RAW),
    };
    this.#mails.set(mail.id, mail, 500 + raw.length * 2);
    return mail;
  }

  forget(): void {
    this.#mails.clear();
  }
}
