import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@firstline/cli/embedded/ports';
import { databaseUrl } from '@firstline/cli/embedded/postgres';
import { missingSecrets } from '@firstline/cli/up/local-secrets';
import { newKey } from '@firstline/platform/crypto/key-ring';
import { copyConfig, everySla, type PolicyDraft } from './stack-config.js';

export const NAMESPACE = 'firstline';
export const PASSWORD = 'for-tests-only';

const users = ['postgres', 'temporal', 'ingress', 'worker', 'sandbox', 'slack', 'smtp'] as const;
export type Ports = Record<(typeof users)[number], number>;

export interface StackOptions {
  /** Changes the copied policy. Everybody is at work, and all clocks are patient. */
  policy?: (draft: PolicyDraft) => void;
  settings?: Record<string, string>;
}

export interface StackEnvironment {
  home: string;
  /** What every program of the stack is told. */
  env: Readonly<Record<string, string>>;
  keys: { operator: string; ingest: string };
  ports: Ports;
}

/** Ports, keys, secrets and a policy of one stack's own, as a first local start would make them. */
export async function makeEnvironment(home: string, { policy = () => undefined, settings = {} }: StackOptions): Promise<StackEnvironment> {
  const firstlineHome = join(home, 'firstline');
  mkdirSync(firstlineHome);
  const configFolder = join(home, 'config');
  copyConfig(configFolder, (draft) => {
    everySla(draft);
    policy(draft);
  });
  const keys = { operator: secret(), ingest: secret() };
  for (const [name, value] of Object.entries(keys)) writeFileSync(join(firstlineHome, `${name}.key`), value, { mode: 0o600 });

  const ports = await differentPorts();
  const url = `http://127.0.0.1:${ports.ingress}`;
  const sandboxUrl = `http://127.0.0.1:${ports.sandbox}`;
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl({ port: ports.postgres, password: PASSWORD, database: 'firstline' }),
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TEMPORAL_NAMESPACE: NAMESPACE,
    FIRSTLINE_HOME: firstlineHome,
    FIRSTLINE_CONFIG: configFolder,
    FIRSTLINE_PORT: String(ports.ingress),
    FIRSTLINE_WORKER_PORT: String(ports.worker),
    FIRSTLINE_PUBLIC_URL: url,
    FIRSTLINE_PAYLOAD_KEYS: newKey('e2e'),
    FIRSTLINE_SESSION_KEY: secret(),
    FIRSTLINE_SANDBOX_URL: sandboxUrl,
    FIRSTLINE_SANDBOX_PORT: String(ports.sandbox),
    FIRSTLINE_SANDBOX_SLACK_PORT: String(ports.slack),
    FIRSTLINE_SANDBOX_SMTP_PORT: String(ports.smtp),
    FIRSTLINE_SANDBOX_SLACK_INTERACTIONS_URL: `${url}/v1/slack/interactions`,
    SLACK_SIGNING_SECRET: 'sandbox-slack-signing-secret',
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    PAGERDUTY_URL: `${sandboxUrl}/pagerduty`,
    PAGERDUTY_ROUTING_KEY: 'e2e'.padEnd(32, '0'),
    ...missingSecrets(readFileSync(join(configFolder, 'connections.yaml'), 'utf8'), {}),
    ...settings,
  };
  return { home, env, keys, ports };
}

/** The system may give a port twice once its first user has let go of it. */
async function differentPorts(): Promise<Ports> {
  const found = new Set<number>();
  while (found.size < users.length) found.add(await freePort());
  return Object.fromEntries([...found].map((port, index) => [users[index]!, port])) as Ports;
}

const secret = (): string => randomBytes(32).toString('base64url');
