import { type SandboxPorts, sandboxVendors } from './sandbox.js';
import type { App } from './start-apps.js';
import type { Starting } from './starting.js';

export interface Connections {
  databaseUrl: string;
  temporalAddress: string;
  /** Undefined when FIRSTLINE_SANDBOX_URL names one that runs elsewhere. */
  sandbox: SandboxPorts | undefined;
}

/** What every program of ours is told. The schema of these settings is platform/src/config/config.ts. */
export function appEnvironment({ settings, home, keys, env }: Starting, connections: Connections): NodeJS.ProcessEnv {
  const { databaseUrl, temporalAddress, sandbox } = connections;
  return {
    NODE_ENV: 'production',
    FIRSTLINE_PAYLOAD_KEYS: keys.payload,
    FIRSTLINE_SESSION_KEY: keys.session,
    ...(settings.external.temporalAddress ? {} : { FIRSTLINE_TEMPORAL_UI_URL: `http://localhost:${settings.temporalUiPort}` }),
    ...(sandbox ? sandboxVendors(sandbox) : {}),
    ...env, // what the user sets wins over what a first start made…
    DATABASE_URL: databaseUrl, // …but these are what was really started
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: settings.namespace,
    FIRSTLINE_HOME: home.root,
    FIRSTLINE_CONFIG: settings.configFolder,
    FIRSTLINE_PORT: String(settings.port),
    FIRSTLINE_WORKER_PORT: String(settings.workerPort),
  };
}

export const ingressUrl = ({ port }: { port: number }): string => `http://localhost:${port}`;

export const worker = ({ settings }: Starting, env: NodeJS.ProcessEnv): App => ({
  name: 'worker',
  title: 'Worker',
  readyUrl: `http://127.0.0.1:${settings.workerPort}/readyz`,
  env,
  detail: 'runs the workflows',
});

export const ingress = ({ settings }: Starting, env: NodeJS.ProcessEnv): App => ({
  name: 'ingress',
  title: 'Ingress',
  readyUrl: `http://127.0.0.1:${settings.port}/readyz`,
  env,
  detail: `API, webhooks and console on port ${settings.port}`,
});

export const sandbox = ({ env, settings }: Starting, ports: SandboxPorts): App => ({
  name: 'sandbox',
  title: 'Sandbox',
  readyUrl: `http://127.0.0.1:${ports.http}/`,
  env: {
    ...env,
    FIRSTLINE_SANDBOX_PORT: String(ports.http),
    FIRSTLINE_SANDBOX_SLACK_PORT: String(ports.slack),
    FIRSTLINE_SANDBOX_SMTP_PORT: String(ports.smtp),
    ...(env['META_APP_SECRET'] ? { FIRSTLINE_SANDBOX_META_APP_SECRET: env['META_APP_SECRET'] } : {}),
    FIRSTLINE_SANDBOX_SLACK_INTERACTIONS_URL: `http://127.0.0.1:${settings.port}/v1/slack/interactions`,
  },
  detail: `stand-ins for Slack, mail and enrichment on port ${ports.http}`,
});
