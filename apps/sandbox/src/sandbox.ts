import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ApolloSandbox } from './apollo/apollo.js';
import { adminRoutes } from './faults/admin-routes.js';
import type { Fault } from './faults/fault.js';
import { FaultDesk } from './faults/fault-desk.js';
import { createHttpServer } from './http/http-server.js';
import { serveVendor, type Surroundings } from './http/serve-vendor.js';
import { MetaSandbox } from './meta/meta.js';
import { page, pageHeaders } from './page/page.js';
import { PagerDutySandbox } from './pagerduty/pagerduty.js';
import { PeopleDataLabsSandbox } from './people-data-labs/people-data-labs.js';
import { Recorder } from './records/recorder.js';
import { tap, type TapOrder, type TapResult } from './slack/interaction.js';
import { SlackSandbox } from './slack/slack.js';
import { SmtpSandbox } from './smtp/smtp-sandbox.js';
import { vendorNames, type HttpVendor, type VendorName } from './vendor.js';
import { WebhookSink } from './webhook-sink/webhook-sink.js';

export interface SandboxOptions {
  host?: string;
  /** 0, the default: any free port. The same for the other two. */
  port?: number;
  smtpPort?: number;
  slackPort?: number;
  latency?: 'realistic' | 'none';
  /** Records, messages, e-mails and alerts kept of each vendor. */
  keep?: number;
  slackSigningSecret?: string;
  /** Where taps go when the order does not come from a test in the same process. */
  slackInteractionsUrl?: string;
  /** With it, Meta demands the right `appsecret_proof`. */
  metaAppSecret?: string;
}

export interface Sandbox {
  /** `${url}/apollo/api/v1` and so on; also the page for people, and `/_sandbox/…`. */
  url: string;
  smtpPort: number;
  /** Slack on a port of its own; the Web API is at `${slackUrl}/api/`. It also answers at `${url}/slack/api/`. */
  slackUrl: string;
  records: Recorder;
  faults: { set(vendor: VendorName, fault: Fault): void; clear(vendor?: VendorName): void; current(vendor: VendorName): Fault };
  slack: SlackSandbox;
  smtp: SmtpSandbox;
  pagerduty: PagerDutySandbox;
  meta: MetaSandbox;
  slackSigningSecret: string;
  /** Taps a button of a message as this person; the signed interaction goes to `to`. */
  tapButton(order: TapOrder, to?: string): Promise<TapResult>;
  /** Back to the first moment: no records, no messages, no faults. */
  reset(): void;
  stop(): Promise<void>;
}

/** Known to everybody, since it guards nothing but a sandbox. */
export const SANDBOX_SLACK_SIGNING_SECRET = 'sandbox-slack-signing-secret';

/** Starts every local counterpart on three ports of `host`. @throws Error that names the port that is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', keep = 5_000, slackSigningSecret = SANDBOX_SLACK_SIGNING_SECRET } = options;
  const stopping = new AbortController();
  const surroundings: Surroundings = {
    recorder: new Recorder(keep),
    desk: new FaultDesk(options.latency ?? 'realistic'),
    stopping: stopping.signal,
  };
  const { recorder, desk } = surroundings;

  const slack = new SlackSandbox({ keep });
  const smtp = new SmtpSandbox({ ...surroundings, keep });
  const pagerduty = new PagerDutySandbox({ keep });
  const meta = new MetaSandbox({ appSecret: options.metaAppSecret });
  const httpVendors: HttpVendor[] = [new ApolloSandbox(), new PeopleDataLabsSandbox(), meta, slack, pagerduty, new WebhookSink({ keep })];
  const vendorNamed = (name: VendorName): HttpVendor | undefined => httpVendors.find((vendor) => vendor.name === name);

  const app = createHttpServer();
  const slackApp = createHttpServer();
  for (const vendor of httpVendors) serveVendor(app, `/${vendor.name}`, vendor, surroundings);
  serveVendor(slackApp, '', slack, surroundings);

  const forget = (vendor?: VendorName): void => {
    recorder.clear(vendor);
    for (const name of vendor ? [vendor] : vendorNames) {
      vendorNamed(name)?.forget();
      if (name === 'smtp') smtp.mailbox.forget();
    }
  };
  const places = { url: '', smtpPort: 0, slackUrl: '' };
  const tapButton = async (order: TapOrder, to = options.slackInteractionsUrl): Promise<TapResult> => {
    const message = slack.workspace.find(order.channel, order.ts);
    if (!message) throw new Error(`The sandbox's Slack has no message ${order.channel}/${order.ts}.`);
    if (to === undefined)
      throw new Error(
        'Nobody listens for taps: set FIRSTLINE_SANDBOX_SLACK_INTERACTIONS_URL, such as http://127.0.0.1:3000/v1/slack/interactions.',
      );
    const nowMs = Date.now();
    const record = recorder.begin('slack', { direction: 'out', method: 'POST', path: new URL(to).pathname, body: { ...order } }, nowMs);
    try {
      const responseUrl = `${places.slackUrl}${slack.responseUrls.give(message, nowMs)}`;
      const result = await tap(to, {
        message,
        actionId: order.actionId,
        userId: order.userId,
        responseUrl,
        nowMs,
        signingSecret: slackSigningSecret,
      });
      Object.assign(record, { outcome: result.status < 300 ? 'answered' : 'refused', status: result.status, tookMs: result.tookMs });
      return result;
    } catch (error) {
      Object.assign(record, { outcome: 'failed', tookMs: Date.now() - nowMs });
      throw error;
    } finally {
      recorder.changed();
    }
  };

  adminRoutes(app, {
    recorder,
    desk,
    meta,
    forget,
    tapButton,
    stateOf: (name) =>
      name === 'smtp'
        ? { mails: smtp.mailbox.mails.map((mail) => ({ ...mail, envelope: { ...mail.envelope } })) }
        : (vendorNamed(name)?.state() ?? null),
    where: () => ({ ...places }),
  });
  app.get('/', (_request, reply) => {
    const vendors = vendorNames.map((name) => ({
      name,
      says: descriptions[name],
      address: addressOf(name, places),
      seen: recorder.seen(name),
      fault: desk.current(name),
    }));
    return reply.headers(pageHeaders).send(page({ vendors, records: recorder.newestOfAll(50) }));
  });

  const stop = async (): Promise<void> => {
    stopping.abort();
    await Promise.all([app.close(), slackApp.close(), smtp.close()]);
  };
  try {
    places.url = await listen(app, { port: options.port ?? 0, host, setting: 'FIRSTLINE_SANDBOX_PORT' });
    places.slackUrl = await listen(slackApp, { port: options.slackPort ?? 0, host, setting: 'FIRSTLINE_SANDBOX_SLACK_PORT' });
    places.smtpPort = await smtp.listen(options.smtpPort ?? 0, host).catch((error: unknown) => {
      throw busyPort(error, { port: options.smtpPort ?? 0, setting: 'FIRSTLINE_SANDBOX_SMTP_PORT' });
    });
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    ...places,
    records: recorder,
    faults: {
      set: (vendor, fault) => desk.set(vendor, fault),
      clear: (vendor) => desk.clear(vendor),
      current: (vendor) => desk.current(vendor),
    },
    slack,
    smtp,
    pagerduty,
    meta,
    slackSigningSecret,
    tapButton,
    reset: () => {
      forget();
      desk.clear();
    },
    stop,
  };
}

const descriptions: Record<VendorName, string> = {
  apollo: 'people and companies, first vendor',
  'people-data-labs': 'people and companies, second vendor',
  meta: 'lead ads: reads a lead by its id',
  slack: 'messages to reps, with buttons',
  smtp: 'e-mail, kept and never delivered',
  pagerduty: 'pages to whoever is on call',
  'webhook-sink': 'records any webhook posted to it',
};

const apiPaths: Record<VendorName, string> = {
  apollo: '/apollo/api/v1',
  'people-data-labs': '/people-data-labs/v5',
  meta: '/meta/v24.0',
  slack: '/api/',
  smtp: '',
  pagerduty: '/pagerduty',
  'webhook-sink': '/webhook-sink',
};

function addressOf(name: VendorName, places: { url: string; smtpPort: number; slackUrl: string }): string {
  if (name === 'smtp') return `smtp://${new URL(places.url).hostname}:${places.smtpPort}`;
  return `${name === 'slack' ? places.slackUrl : places.url}${apiPaths[name]}`;
}

async function listen(app: FastifyInstance, { port, host, setting }: { port: number; host: string; setting: string }): Promise<string> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    throw busyPort(error, { port, setting });
  }
  const address = app.server.address() as AddressInfo;
  // An address that means "all of them" is nothing to connect to.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${address.port}`;
}

function busyPort(error: unknown, { port, setting }: { port: number; setting: string }): Error {
  const code = (error as { code?: string }).code;
  if (code === 'EADDRINUSE')
    return new Error(
      `Port ${port} is taken, so the sandbox cannot listen on it. Set ${setting} to another one, or to 0 for any free one.`,
      { cause: error },
    );
  if (code === 'EACCES') return new Error(`This user may not listen on port ${port}. Set ${setting} to one above 1023.`, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
