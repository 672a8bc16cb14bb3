import type { TeamMember } from '@firstline/domain/policy/policy.schema';
import type { Config } from '@firstline/platform/config/config';
import type { ChannelDeps, OpenChannel } from './channel.port.js';
import { emailChannel, smtpSettings } from './email/email.channel.js';
import { slackChannel, slackSettings } from './slack/slack.channel.js';

export type ChannelName = TeamMember['channels'][number];

/** The one list of message services: those that have settings. The console's inbox is always on, and none of these. */
export function openChannels(config: Config, deps: ChannelDeps): OpenChannel {
  const slack = slackSettings(config);
  const smtp = smtpSettings(config);
  const open = [...(slack ? [slackChannel(slack, deps)] : []), ...(smtp ? [emailChannel(smtp, deps)] : [])];
  return {
    performers: open.flatMap(({ performers }) => performers),
    close: async () => {
      await Promise.all(open.map((channel) => channel.close()));
    },
  };
}

/** Channels that alerts can go out by. What is ordered for any other would end as a dead letter, so it is not ordered. */
export const channelsOf = (performers: readonly { kind: string }[]): ReadonlySet<ChannelName> =>
  new Set((['slack', 'email'] as const).filter((name) => performers.some(({ kind }) => kind === `${name}.alert`)));
