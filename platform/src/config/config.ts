import { z } from 'zod';
import { Secret } from './secret.js';

const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url({ protocol: /^https?$/ });

/**
 * Every setting of every process, in one place. A default is given only where it is safe in production;
 * `.env.example` is generated from the descriptions below.
 */
export const configSchema = z.object({
  DATABASE_URL: secret.describe('Postgres connection string. `npm start` runs an embedded Postgres when it is absent.'),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('Connections per process. 8–16 is best on small machines.'),
  TEMPORAL_ADDRESS: z
    .string()
    .min(1)
    .default('127.0.0.1:7233')
    .describe('host:port of the Temporal frontend. `npm start` runs a local one when it is not set.'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('firstline').describe('Temporal namespace.'),
  TEMPORAL_API_KEY: secret.optional().describe('Temporal Cloud API key; switches TLS on.'),
  FIRSTLINE_HOST: z.string().default('127.0.0.1').describe('Address the ingress listens on; 0.0.0.0 in a container.'),
  FIRSTLINE_PORT: port.default(3000).describe('Port of the API, the webhooks and the console.'),
  FIRSTLINE_PUBLIC_URL: url
    .optional()
    .describe(
      'How the outside world reaches this instance; signed links and signature checks use it. Default: http://localhost:<FIRSTLINE_PORT>.',
    ),
  FIRSTLINE_TRUSTED_PROXIES: z
    .string()
    .regex(/^[0-9a-fA-F.:/]+(\s*,\s*[0-9a-fA-F.:/]+)*$/, 'must be addresses or ranges such as 10.0.0.0/8, separated by commas')
    .optional()
    .describe(
      'Addresses or ranges (10.0.0.0/8) of reverse proxies, comma-separated: only theirs is the X-Forwarded-For that limits by address go by.',
    ),
  FIRSTLINE_TEMPORAL_PORT: port.default(7233).describe('Port of the embedded Temporal server.'),
  FIRSTLINE_TEMPORAL_UI_PORT: port.default(8233).describe('Port of the embedded Temporal UI.'),
  FIRSTLINE_TEMPORAL_UI_URL: url.optional().describe('Address of the Temporal UI that the console links to. Default: the embedded one.'),
  FIRSTLINE_POSTGRES_PORT: port.default(5433).describe('Port of the embedded Postgres.'),
  FIRSTLINE_HOME: z.string().default('.firstline').describe('Data, logs and generated keys.'),
  FIRSTLINE_CACHE: z
    .string()
    .optional()
    .describe('Where `npm start` keeps its copy of the Temporal server, for all checkouts. Default: ~/.cache/firstline.'),
  FIRSTLINE_CONFIG: z.string().default('config').describe('Folder of the policy files and connections.yaml.'),
  FIRSTLINE_SAMPLES: z.enum(['on', 'off']).default('on').describe('`off` starts without sample signals.'),
  FIRSTLINE_PAYLOAD_KEYS: secret.describe(
    'AES-256-GCM keys for Temporal payloads and stored raw bodies: `id:base64` of 32 bytes, comma-separated, the first encrypts. A first local start makes one.',
  ),
  FIRSTLINE_SESSION_KEY: secret.describe(
    'Signs console sessions and one-tap links; at least 32 characters. A first local start makes one.',
  ),
  FIRSTLINE_WORKER_PORT: port.default(9464).describe('Port of the worker: /healthz, /readyz and /metrics.'),
  FIRSTLINE_SANDBOX_URL: url
    .optional()
    .describe('The local vendor counterparts, started by `npm start`; vendors without own settings are looked for there.'),
  FIRSTLINE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').describe('Log level.'),
  SLACK_BOT_TOKEN: secret
    .optional()
    .describe('Slack bot token (xoxb-…) with chat:write, im:write, im:history, users:read and users:read.email.'),
  SLACK_SIGNING_SECRET: secret.optional().describe('Slack signing secret, for the buttons.'),
  SLACK_SIGNING_SECRET_PREVIOUS: secret.optional().describe('The Slack signing secret before, taken as well while Slack rotates it.'),
  SLACK_API_URL: url.optional().describe('Slack Web API base, when not Slack itself.'),
  SMTP_URL: secret.optional().describe('SMTP server for e-mail alerts, such as smtps://user:password@mail.example.com.'),
  MAIL_FROM: z.string().default('Firstline <alerts@firstline.example>').describe('Sender of e-mail alerts.'),
  APOLLO_API_KEY: secret.optional().describe('Apollo enrichment key.'),
  APOLLO_URL: url.default('https://api.apollo.io/api/v1').describe('Apollo API base.'),
  PDL_API_KEY: secret.optional().describe('People Data Labs key.'),
  PDL_URL: url.default('https://api.peopledatalabs.com/v5').describe('People Data Labs API base.'),
  META_GRAPH_URL: url
    .optional()
    .describe(
      'Meta Graph API base with its version, which expires about two years after release. Default: the sandbox where one runs, else https://graph.facebook.com/v24.0.',
    ),
  PAGERDUTY_ROUTING_KEY: secret.optional().describe('PagerDuty Events v2 routing key.'),
  PAGERDUTY_URL: url.default('https://events.pagerduty.com').describe('PagerDuty Events API base.'),
  PAGE_WEBHOOK_URL: url.optional().describe('A URL that receives pages as JSON, for on-call tools without an adapter.'),
  PAGE_WEBHOOK_SECRET: secret
    .optional()
    .describe('Signs those pages as Standard Webhooks do: `whsec_` and 24 to 64 bytes in base64. Absent: not signed.'),
});
export type Config = Readonly<z.output<typeof configSchema>>;

/**
 * Reads the environment once, first thing in every `main.ts`.
 * @throws Error naming every wrong setting together; never a value, since it may be a secret.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `  ${name}: ${given[name] === undefined ? 'is not set' : issue.message}`;
  });
  throw new Error(`Cannot start, ${lines.length} setting(s) are wrong:\n${lines.join('\n')}\nSee .env.example for what each one means.`);
}
