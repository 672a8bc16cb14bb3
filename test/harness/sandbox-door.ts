import type { Fault } from '@firstline/sandbox/faults/fault';
import type { Alert } from '@firstline/sandbox/pagerduty/pagerduty';
import type { SandboxRecord } from '@firstline/sandbox/records/recorder';
import type { TapOrder, TapResult } from '@firstline/sandbox/slack/interaction';
import type { SlackMessage as WorkspaceMessage } from '@firstline/sandbox/slack/workspace';
import type { StoredMail } from '@firstline/sandbox/smtp/mailbox';
import type { VendorName } from '@firstline/sandbox/vendor';

/** A message as it stands now, and which of our actions it says it is. */
export type SlackMessage = WorkspaceMessage & { attemptKey: string };

/** The vendors' side of the story, over the sandbox's own steering routes. */
export class SandboxDoor {
  constructor(readonly url: string) {}

  async fault(vendor: VendorName, fault: Fault): Promise<void> {
    await this.#call('PUT', `faults/${vendor}`, fault);
  }
  async heal(): Promise<void> {
    await this.#call('DELETE', 'faults');
  }

  async slackMessages(): Promise<SlackMessage[]> {
    const { messages } = await this.#state<{
      messages: (WorkspaceMessage & { metadata?: { event_payload?: { attempt_key?: string } } })[];
    }>('slack');
    return messages.map((message) => ({ ...message, attemptKey: message.metadata?.event_payload?.attempt_key ?? '' }));
  }
  mails = async (): Promise<StoredMail[]> => (await this.#state<{ mails: StoredMail[] }>('smtp')).mails;
  pages = async (): Promise<Alert[]> => (await this.#state<{ alerts: Alert[] }>('pagerduty')).alerts;
  records = async (vendor: VendorName): Promise<SandboxRecord[]> =>
    ((await this.#call('GET', `records/${vendor}?limit=5000`)) as { records: SandboxRecord[] }).records;

  /** Somebody taps a button; the sandbox signs it and posts it as Slack does. */
  tap = (order: TapOrder): Promise<TapResult> => this.#call('POST', 'slack/tap', order) as Promise<TapResult>;

  async #state<T>(vendor: VendorName): Promise<T> {
    return ((await this.#call('GET', `records/${vendor}?limit=0`)) as { state: T }).state;
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/_sandbox/${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${method} ${path}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }
}
