import { createHash } from 'node:crypto';
import { actionKey } from '@firstline/domain/actions/instruction';
import type { Secret } from '@firstline/platform/config/secret';
import { takeToken, takeUrl } from '@firstline/platform/http/links';
import type { Performer } from '../../actions/performer.port.js';
import { wontRetry } from '../../failures.js';
import type { MemberDirectory } from '../members.port.js';
import type { SmtpClient } from './email.client.js';
import { alertEmail } from './email.message.js';

export interface EmailDeps {
  client: Pick<SmtpClient, 'send'>;
  members: MemberDirectory;
  /** Signs the one-tap links. */
  key: Secret;
  publicUrl: string;
  /** Right part of Message-IDs: the sender's domain. */
  domain: string;
  now: () => number;
}

/** A lead can be taken from an old e-mail as long as anybody may still want it; whether it is free is asked when the link is opened. */
const TAKE_LINK_LASTS_MS = 7 * 24 * 60 * 60_000;

/** A function of the action's key, so that a repeat is recognisable; a digest, since keys are nobody's business outside. */
export const messageIdOf = (key: string, domain: string): string =>
  `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${domain}>`;

/**
 * Sends an alert to one person. SMTP cannot be asked whether a letter arrived: after an unknown outcome it is sent again under the same
 * Message-ID, since a rep is better served by two letters than by none.
 */
export const emailAlert = ({ client, members, key, publicUrl, domain, now }: EmailDeps): Performer<'email.alert'> => ({
  kind: 'email.alert',
  async perform(order) {
    const { episodeId, leadId, repId, round, purpose } = order.instruction;
    const member = await members.memberOf(repId);
    if (!member) throw wontRetry('CHANNEL_REJECTED', `${repId} is not in the team any more`);
    const token = takeToken({ episodeId, repId, round }, { key, expiresAtMs: now() + TAKE_LINK_LASTS_MS });
    const links = { take: takeUrl(publicUrl, token), open: new URL(`/leads/${leadId}`, publicUrl).href };
    const messageId = messageIdOf(order.key, domain);
    const offer = actionKey({ episodeId, triggerId: order.triggerId, kind: 'email.alert', target: repId, round });
    await client.send({
      to: { name: member.name, address: member.email },
      ...alertEmail(order.instruction, { links, zone: member.zone }),
      messageId,
      ...(purpose === 'reminder' ? { inReplyTo: messageIdOf(offer, domain) } : {}),
    });
    return { messageId };
  },
  // Nobody can be asked; but what was taken in the meantime is not sent again.
  find: async () => null,
});
