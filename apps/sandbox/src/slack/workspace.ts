import type { JsonObject, JsonValue } from '../json.js';
import { BoundedMap } from '../records/bounded-map.js';
import { APP_ID, TEAM_ID } from './identity.js';

export interface SlackMessage {
  channel: string;
  ts: string;
  threadTs?: string;
  user: string;
  botId: string;
  text: string;
  blocks?: JsonValue[];
  attachments?: JsonValue[];
  metadata?: JsonValue;
  edited?: { user: string; ts: string };
  /** How often it was changed by chat.update. */
  edits: number;
}

export type MessageContent = Pick<SlackMessage, 'text' | 'blocks' | 'attachments' | 'metadata'>;

/** The messages of the sandbox's one workspace, the newest `keep` of them. */
export class Workspace {
  readonly #messages: BoundedMap<SlackMessage>;
  #lastMicros = 0;
  #lastBlock = 0;

  constructor({ keep }: { keep: number }) {
    this.#messages = new BoundedMap({ most: keep });
  }

  get messages(): SlackMessage[] {
    return this.#messages.values();
  }

  find(channel: string, ts: string): SlackMessage | undefined {
    return this.#messages.get(`${channel}/${ts}`);
  }

  post(
    place: { channel: string; threadTs?: string },
    author: { userId: string; botId: string },
    content: MessageContent,
    nowMs: number,
  ): SlackMessage {
    const message: SlackMessage = {
      ...place,
      ts: this.nextTs(nowMs),
      user: author.userId,
      botId: author.botId,
      ...content,
      ...(content.blocks ? { blocks: this.#withIds(content.blocks) } : {}),
      edits: 0,
    };
    this.#keep(message);
    return message;
  }

  edit(message: SlackMessage, content: Partial<MessageContent>, nowMs: number): SlackMessage {
    const edited: SlackMessage = {
      ...message,
      ...content,
      edited: { user: message.user, ts: this.nextTs(nowMs) },
      edits: message.edits + 1,
    };
    if (content.blocks) edited.blocks = this.#withIds(content.blocks);
    this.#keep(edited);
    return edited;
  }

  /** Newest first, without replies. `oldest` and `latest` are exclusive unless `inclusive`. */
  history({
    channel,
    oldest,
    latest,
    inclusive,
  }: {
    channel: string;
    oldest?: string;
    latest?: string;
    inclusive: boolean;
  }): SlackMessage[] {
    const from = oldest === undefined ? -Infinity : microsOf(oldest);
    const to = latest === undefined ? Infinity : microsOf(latest);
    const fits = (at: number): boolean => (inclusive ? at >= from && at <= to : at > from && at < to);
    return this.messages
      .filter(
        (message) =>
          message.channel === channel && (message.threadTs === undefined || message.threadTs === message.ts) && fits(microsOf(message.ts)),
      )
      .reverse();
  }

  /** The parent and its replies, oldest first. */
  replies(channel: string, ts: string): SlackMessage[] {
    return this.messages.filter((message) => message.channel === channel && (message.ts === ts || message.threadTs === ts));
  }

  /** Seconds and six digits; no two messages share one, whatever the clock does. */
  nextTs(nowMs: number): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, nowMs * 1_000);
    return `${Math.floor(this.#lastMicros / 1_000_000)}.${String(this.#lastMicros % 1_000_000).padStart(6, '0')}`;
  }

  forget(): void {
    this.#messages.clear();
  }

  #keep(message: SlackMessage): void {
    this.#messages.set(
      `${message.channel}/${message.ts}`,
      message,
      300 + JSON.stringify([message.text, message.blocks, message.attachments, message.metadata]).length,
    );
  }

  #withIds(blocks: JsonValue[]): JsonValue[] {
    return blocks.map((block) => ({ block_id: `sbx${++this.#lastBlock}`, ...(block as JsonObject) }));
  }
}

/** A message as the Web API shows it. */
export function shown(message: SlackMessage, { withMetadata }: { withMetadata: boolean }): JsonObject {
  return {
    type: 'message',
    user: message.user,
    bot_id: message.botId,
    app_id: APP_ID,
    team: TEAM_ID,
    ts: message.ts,
    text: message.text,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.attachments ? { attachments: message.attachments } : {}),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
    ...(message.edited ? { edited: { ...message.edited } } : {}),
  };
}

/** Not a number becomes "before everything". */
function microsOf(ts: string): number {
  const [seconds = '', fraction = ''] = ts.split('.');
  const micros = Number(seconds) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  return Number.isFinite(micros) ? micros : -Infinity;
}
