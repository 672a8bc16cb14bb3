import type { Config } from '@firstline/platform/config/config';
import type { Performer } from '../actions/performer.port.js';
import type { OnCall } from '../policy/policy-directory.js';
import { pageOnCall } from './page.performer.js';
import { PagerDuty, pagerDutySettings } from './pagerduty/pagerduty.pager.js';
import { PageWebhook, pageWebhookSettings } from './webhook/webhook.pager.js';

export interface Pagers {
  performers: Performer[];
  /** As alerts.yaml names them. */
  names: ReadonlySet<string>;
  close(): void;
}

/** The one list of paging services: those that have settings. `inbox` is the console itself, and none of these. */
export function openPagers(
  config: Config,
  { onCallOf, now }: { onCallOf: (id: string) => Promise<OnCall | undefined>; now: () => number },
): Pagers {
  const pagerDuty = pagerDutySettings(config);
  const webhook = pageWebhookSettings(config, now);
  const pagers = [...(pagerDuty ? [new PagerDuty(pagerDuty)] : []), ...(webhook ? [new PageWebhook(webhook)] : [])];
  return {
    // Without any pager, too: what alerts.yaml asks for is then said in the failure.
    performers: [pageOnCall(pagers, onCallOf, now) as Performer],
    names: new Set(pagers.map(({ name }) => name)),
    close: () => {
      for (const pager of pagers) pager.close();
    },
  };
}
