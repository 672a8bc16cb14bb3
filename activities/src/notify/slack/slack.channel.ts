import type { Config } from '@firstline/platform/config/config';
import { sandboxUrl } from '@firstline/platform/config/sandbox-url';
import { Secret } from '@firstline/platform/config/secret';
import type { Performer } from '../../actions/performer.port.js';
import type { ChannelDeps, OpenChannel } from '../channel.port.js';
import { SlackClient, type SlackSettings } from './slack.client.js';
import { SlackPeople } from './slack.people.js';
import { slackAlert, slackUpdate } from './slack.performers.js';

/** Slack answers within a second; the executor counts on every client giving up within 10 s. */
const TIMEOUT_MS = 8_000;

/** @returns undefined without a token: then the channel does not exist here */
export function slackSettings(config: Config): SlackSettings | undefined {
  const apiUrl = (base: string): string => `${base.replace(/\/+$/, '')}/`;
  if (config.SLACK_BOT_TOKEN)
    return { token: config.SLACK_BOT_TOKEN, apiUrl: apiUrl(config.SLACK_API_URL ?? 'https://slack.com/api'), timeoutMs: TIMEOUT_MS };
  const sandbox = config.SLACK_API_URL ?? sandboxUrl(config, 'slack/api');
  return config.FIRSTLINE_SANDBOX_URL && sandbox
    ? { token: new Secret('xoxb-sandbox-firstline'), apiUrl: apiUrl(sandbox), timeoutMs: TIMEOUT_MS }
    : undefined;
}

export function slackChannel(settings: SlackSettings, { members, sent, publicUrl, now }: ChannelDeps): OpenChannel {
  const client = new SlackClient(settings);
  const deps = { client, members, sent, publicUrl, people: new SlackPeople({ client, members, now }) };
  return { performers: [slackAlert(deps), slackUpdate(deps)] as Performer[], close: async () => client.close() };
}
