import { wontRetry } from '../../failures.js';
import type { MemberContact, MemberDirectory } from '../members.port.js';
import type { SlackClient } from './slack.client.js';

/** Addresses change rarely; a member whose address was corrected has another key here anyway. */
const KEEP_MS = 60 * 60_000;
const MOST = 5_000;

/** Finds a member of the team in Slack: by the id in team.yaml, else by e-mail address. */
export class SlackPeople {
  readonly #client: Pick<SlackClient, 'userByEmail' | 'openConversation'>;
  readonly #members: MemberDirectory;
  readonly #now: () => number;
  readonly #userIds = new Map<string, { id: string; untilMs: number }>();
  readonly #conversations = new Map<string, string>();

  constructor({
    client,
    members,
    now,
  }: {
    client: Pick<SlackClient, 'userByEmail' | 'openConversation'>;
    members: MemberDirectory;
    now: () => number;
  }) {
    this.#client = client;
    this.#members = members;
    this.#now = now;
  }

  /** @throws `CHANNEL_REJECTED` for somebody who has left the team or whom Slack does not know */
  async userIdOf(memberId: string): Promise<string> {
    const member = await this.#members.memberOf(memberId);
    if (!member) throw wontRetry('CHANNEL_REJECTED', `${memberId} is not in the team any more`);
    return member.slackUserId ?? this.#lookUp(member);
  }

  /** Where messages to this user are; opened once. */
  async conversationWith(userId: string): Promise<string> {
    const known = this.#conversations.get(userId) ?? (await this.#client.openConversation(userId));
    this.remember(userId, known);
    return known;
  }

  /** Slack says where a message to a user went. */
  remember(userId: string, channel: string): void {
    if (this.#conversations.size >= MOST) this.#conversations.clear();
    this.#conversations.set(userId, channel);
  }

  async #lookUp({ id, email }: MemberContact): Promise<string> {
    const known = this.#userIds.get(email);
    if (known && known.untilMs > this.#now()) return known.id;
    const user = await this.#client.userByEmail(email);
    if (user.deleted) throw wontRetry('CHANNEL_REJECTED', `Slack has deactivated the account of ${id}`);
    if (this.#userIds.size >= MOST) this.#userIds.clear();
    this.#userIds.set(email, { id: user.id, untilMs: this.#now() + KEEP_MS });
    return user.id;
  }
}
