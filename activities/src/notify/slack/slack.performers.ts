import { ApplicationFailure } from '@temporalio/common';
import type { Performer, SentMessages, VendorRef } from '../../actions/performer.port.js';
import { willRetry } from '../../failures.js';
import type { MemberDirectory } from '../members.port.js';
import type { SlackClient } from './slack.client.js';
import { alertMessage, updatedMessage } from './slack.message.js';
import type { SlackPeople } from './slack.people.js';

export interface SlackDeps {
  client: SlackClient;
  people: SlackPeople;
  members: MemberDirectory;
  sent: SentMessages;
  publicUrl: string;
}

/** Their clock and ours differ a little; a message of ours is looked for from before we sent it. */
const CLOCK_SLACK_MS = 60_000;

/** Posts an alert to one person. After an unknown outcome it is looked up by our key in the message's metadata, and never sent twice. */
export const slackAlert = ({ client, people, publicUrl }: SlackDeps): Performer<'slack.alert'> => ({
  kind: 'slack.alert',
  async perform({ key, instruction }) {
    const userId = await people.userIdOf(instruction.repId);
    const { channel, ts } = await client.post(userId, alertMessage(instruction, { publicUrl }), key);
    people.remember(userId, channel);
    return { channel, ts };
  },
  async find({ key, instruction, firstSentAtMs }) {
    const channel = await people.conversationWith(await people.userIdOf(instruction.repId));
    const found = await client.findPosted(channel, key, (firstSentAtMs ?? 0) - CLOCK_SLACK_MS);
    return found && { ...found };
  },
});

/** Rewrites a message that asks for nothing any more. The same rewriting twice does no harm, so there is nothing to look up. */
export const slackUpdate = ({ client, members, sent, publicUrl }: SlackDeps): Performer<'slack.update'> => ({
  kind: 'slack.update',
  async perform({ instruction }): Promise<VendorRef> {
    const message = await sent.find(instruction.of);
    if (message.is === 'pending') throw willRetry('CHANNEL_UNAVAILABLE', 'the message to update is still on its way');
    if (message.is === 'not-sent') return {};
    const { channel = '', ts = '' } = message.ref;
    if (instruction.as === 'moved-on' && (await sent.hasEnded(instruction.of))) return { channel, ts };
    const addressee = (await members.memberOf(message.alert.repId))?.name;
    await client.update({ channel, ts }, updatedMessage(instruction, message.alert, { addressee, publicUrl })).catch(unlessGone);
    return { channel, ts };
  },
});

/** A message that was deleted asks nobody for anything: there is nothing left to rewrite. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApplicationFailure) || error.type !== 'CHANNEL_MESSAGE_GONE') throw error;
}
