import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '@firstline/platform/config/config';
import type { Log } from '@firstline/platform/log/log';
import { CONFIG, LOG } from '../parts/parts.js';

/** Slack posts these addresses with every tap; only Slack's own host is believed, or that of a configured stand-in. */
const SLACK_HOST = 'hooks.slack.com';
const ANSWER_WITHIN_MS = 5_000;

/** Tells the one who tapped, and nobody else, why it was not done. A tap that was accepted shows on the message itself. */
@Injectable()
export class SlackReplies {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async tell(responseUrl: string | undefined, text: string): Promise<void> {
    if (responseUrl === undefined || !this.#isSlack(responseUrl)) return;
    try {
      const response = await fetch(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      if (!response.ok) this.log.warn({ status: response.status, layer: 'execution' }, 'Slack did not take the answer to a tap');
    } catch (error) {
      this.log.warn({ err: error, layer: 'execution' }, 'the answer to a tap in Slack could not be sent');
    }
  }

  #isSlack(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const url = new URL(address);
    if (url.protocol === 'https:' && url.host === SLACK_HOST) return true;
    const { SLACK_API_URL: standIn, FIRSTLINE_SANDBOX_URL: sandbox } = this.config;
    // The sandbox's Slack has a port of its own.
    return (
      (standIn !== undefined && url.origin === new URL(standIn).origin) ||
      (sandbox !== undefined && url.hostname === new URL(sandbox).hostname)
    );
  }
}
