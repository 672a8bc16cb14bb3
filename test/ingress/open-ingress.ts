import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '@firstline/ingress/app';
import { newApiKey } from '@firstline/ingress/auth/api-key-hash';
import { loadConfig } from '@firstline/platform/config/config';
import { openDatabase } from '@firstline/platform/db/db';
import { openLog } from '@firstline/platform/log/log';
import { openMetrics } from '@firstline/platform/metrics/metrics';
import { connectTemporal } from '@firstline/platform/temporal/connect';
import type { FileServices } from '../harness/services.js';
import { type Cable, layCable } from './cable.js';
import { secrets } from './senders.js';

export const connectionsYaml = `connections:
  - { id: api, kind: canonical, name: API }
  - id: product
    kind: standard-webhooks
    name: Product
    secrets: { current: { env: PRODUCT_SECRET } }
    options: { types: { user.signed_up: product.trial_started, user.viewed: ignore } }
  - id: form
    kind: form
    name: Form
    options: { origins: ['https://www.firstline.example'], thankYouUrl: 'https://www.firstline.example/thanks' }
  - { id: hubspot, kind: hubspot, name: HubSpot, secrets: { current: { env: HUBSPOT_SECRET } } }
  - { id: segment, kind: segment, name: Segment, secrets: { current: { env: SEGMENT_SECRET } } }
  - id: meta
    kind: meta
    name: Meta
    secrets: { current: { env: META_SECRET } }
    options: { verifyToken: { env: META_VERIFY }, accessToken: { env: META_TOKEN } }
`;

export interface Ingress {
  url: string;
  ingestKey: string;
  /** Where connections.yaml is: a test may change it. */
  configFolder: string;
  cables: { postgres: Cable; temporal: Cable };
  /** A metric's value, the sum over its labels that contain these words. */
  metric(name: string, ...labels: string[]): Promise<number>;
  post(path: string, init: RequestInit & { body: string | Buffer }): Promise<Answer>;
  /** Sends to `POST /v1/signals`. */
  send(body: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}
export interface Answer {
  status: number;
  headers: Headers;
  body: any;
}

/** The real app on a free port, over connections of its own that a test can cut. */
export async function openIngress(
  services: FileServices,
  { yaml = connectionsYaml, env = {} as Record<string, string> } = {},
): Promise<Ingress> {
  const folder = mkdtempSync(join(tmpdir(), 'firstline-ingress-'));
  writeFileSync(join(folder, 'connections.yaml'), yaml);
  const ingestKey = newApiKey('ingest');
  writeFileSync(join(folder, 'ingest.key'), `${ingestKey}\n`);
  writeFileSync(join(folder, 'operator.key'), `${newApiKey('operate')}\n`);

  const databaseUrl = new URL(services.env['DATABASE_URL']!);
  const postgres = await layCable({ host: databaseUrl.hostname, port: Number(databaseUrl.port) });
  databaseUrl.port = String(postgres.port);
  const [host, port] = services.env['TEMPORAL_ADDRESS']!.split(':') as [string, string];
  const temporal = await layCable({ host, port: Number(port) });

  const config = loadConfig({
    ...services.env,
    DATABASE_URL: databaseUrl.href,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}`,
    FIRSTLINE_HOME: folder,
    FIRSTLINE_CONFIG: folder,
    FIRSTLINE_PUBLIC_URL: 'https://hooks.example.com',
  });
  const metrics = openMetrics({ service: 'ingress', defaults: false });
  const open = (applicationName: string, statementTimeoutMs: number) =>
    openDatabase({ url: config.DATABASE_URL, poolSize: 5, applicationName, statementTimeoutMs });
  const database = open('people', 20_000);
  const intakeDatabase = open('intake', 2_000);
  const client = connectTemporal(config);
  const log = openLog({ name: 'ingress', level: config.FIRSTLINE_LOG_LEVEL });
  const app = await createApp({ config, log, metrics, database, intakeDatabase, temporal: client, env: { ...secrets, ...env } });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();

  const post: Ingress['post'] = async (path, init) => {
    const response = await fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      ...init,
      body: typeof init.body === 'string' ? init.body : new Uint8Array(init.body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
    };
  };
  return {
    url,
    ingestKey,
    configFolder: folder,
    cables: { postgres, temporal },
    post,
    send: (body, headers = {}) =>
      post('/v1/signals', {
        headers: { authorization: `Bearer ${ingestKey}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    metric: async (name, ...labels) =>
      (await metrics.registry.metrics())
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(`"${label}"`)))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0),
    close: async () => {
      await app.close();
      await Promise.allSettled([client.connection.close(), database.$disconnect(), intakeDatabase.$disconnect()]);
      await Promise.all([postgres.remove(), temporal.remove()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
