import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { configSchema } from '@firstline/platform/config/config';
import { sandboxUrl } from '@firstline/platform/config/sandbox-url';

import { reasonOf } from '../http/api.js';
import { span } from '../screen/times.js';
import type { Installation } from './installation.js';
import { broken, type Line, ok, skipped, warn } from './line.js';

const ANSWER_WITHIN_MS = 4_000;

/** One line for each service that Firstline calls. Its key makes it real; without one, the local stand-in answers where one runs. */
interface Vendor {
  name: string;
  /** Absent: it needs none. */
  key?: string;
  /** What a user may have set instead of the usual address. */
  real: (env: NodeJS.ProcessEnv) => string | undefined;
  sandbox: string;
  without: string;
}

const defaultOf = (name: 'APOLLO_URL' | 'PDL_URL' | 'PAGERDUTY_URL'): string => configSchema.shape[name].parse(undefined);

const vendors: readonly Vendor[] = [
  {
    name: 'Apollo',
    key: 'APOLLO_API_KEY',
    real: (env) => env['APOLLO_URL'] ?? defaultOf('APOLLO_URL'),
    sandbox: 'apollo/api/v1',
    without: 'not asked about leads',
  },
  {
    name: 'People Data Labs',
    key: 'PDL_API_KEY',
    real: (env) => env['PDL_URL'] ?? defaultOf('PDL_URL'),
    sandbox: 'people-data-labs/v5',
    without: 'not asked about leads',
  },
  {
    name: 'Slack',
    key: 'SLACK_BOT_TOKEN',
    real: (env) => env['SLACK_API_URL'] ?? 'https://slack.com/api',
    sandbox: 'slack/api',
    without: 'nobody is alerted there',
  },
  {
    name: 'PagerDuty',
    key: 'PAGERDUTY_ROUTING_KEY',
    real: (env) => env['PAGERDUTY_URL'] ?? defaultOf('PAGERDUTY_URL'),
    sandbox: 'pagerduty',
    without: 'nobody is paged there',
  },
];

export async function vendorsLines({ env, running }: Installation): Promise<Line[]> {
  return Promise.all([...vendors.map((vendor) => vendorLine(vendor, env)), smtpLine(env['SMTP_URL'], running !== undefined)]);
}

async function vendorLine({ name, key, real, sandbox, without }: Vendor, env: NodeJS.ProcessEnv): Promise<Line> {
  const own = key !== undefined && env[key] !== undefined;
  const url = own ? real(env) : sandboxUrl({ FIRSTLINE_SANDBOX_URL: env['FIRSTLINE_SANDBOX_URL'] }, sandbox);
  if (!url) return skipped(name, `${key ?? 'its setting'} is not set: ${without}`);
  const startedAtMs = performance.now();
  try {
    // Any answer will do: whether the key is good costs a call, which is the vendor's to charge.
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    await response.body?.cancel();
    return ok(name, `${own ? 'reachable' : 'the local stand-in answers'}, in ${span(performance.now() - startedAtMs)}`);
  } catch (error) {
    return warn(
      name,
      `cannot be reached (${reasonOf(error)})`,
      own
        ? 'Check the network from here. Leads are not held up: facts or alerts are missing meanwhile, and are tried again.'
        : 'Restart npm start: its sandbox has ended.',
    );
  }
}

async function smtpLine(url: string | undefined, local: boolean): Promise<Line> {
  if (!url) return skipped('E-mail', 'SMTP_URL is not set: nobody is alerted by mail');
  const parsed = URL.parse(url);
  if (!parsed || !/^smtps?:$/.test(parsed.protocol))
    return broken('E-mail', 'SMTP_URL is not an address', 'Write it like smtps://user:password@mail.example.com');
  const startedAtMs = performance.now();
  try {
    const greeting = await greetingOf(parsed);
    if (!greeting.startsWith('220')) return warn('E-mail', `${parsed.hostname} answers, but not as a mail server does`, 'Check SMTP_URL.');
    return ok('E-mail', `${parsed.hostname} answers, in ${span(performance.now() - startedAtMs)}`);
  } catch (error) {
    return warn(
      'E-mail',
      `${parsed.hostname} cannot be reached (${reasonOf(error)})`,
      local ? 'Restart npm start if it is the sandbox; else check SMTP_URL.' : 'Check SMTP_URL and the network.',
    );
  }
}

/** The first line that the server says; nothing is sent. */
function greetingOf({ protocol, hostname, port }: URL): Promise<string> {
  const host = hostname.replaceAll(/[[\]]/g, '');
  const secure = protocol === 'smtps:';
  return new Promise((resolve, reject) => {
    const options = { host, port: Number(port) || (secure ? 465 : 25) };
    const socket = secure ? connectTls({ ...options, servername: host }) : connectTcp(options);
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_WITHIN_MS / 1_000} s`)));
    socket.once('error', reject);
    socket.once('data', (data: Buffer) => {
      resolve(data.toString('utf8').split('\n')[0] ?? '');
      socket.end('QUIT\r\n');
    });
    socket.once('close', () => reject(new Error('closed without a word')));
  });
}
