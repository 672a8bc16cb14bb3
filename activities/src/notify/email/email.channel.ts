import type { Config } from '@firstline/platform/config/config';
import type { Performer } from '../../actions/performer.port.js';
import type { ChannelDeps, OpenChannel } from '../channel.port.js';
import { SmtpClient, type SmtpSettings } from './email.client.js';
import { emailAlert } from './email.performers.js';

/** The executor counts on every client giving up within 10 s. */
const TIMEOUT_MS = 9_000;

/** @returns undefined without a server: then the channel does not exist here */
export const smtpSettings = ({ SMTP_URL: url, MAIL_FROM: from }: Config): SmtpSettings | undefined =>
  url ? { url, from, timeoutMs: TIMEOUT_MS } : undefined;

export function emailChannel(settings: SmtpSettings, { members, publicUrl, sessionKey, now }: ChannelDeps): OpenChannel {
  const client = new SmtpClient(settings);
  const domain = /@([\w.-]+)/.exec(settings.from)?.[1] ?? 'firstline.invalid';
  return {
    performers: [emailAlert({ client, members, key: sessionKey, publicUrl, domain, now })] as Performer[],
    close: async () => client.close(),
  };
}
