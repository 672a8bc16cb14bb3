import { randomUUID } from 'node:crypto';
import { createApp } from '@firstline/ingress/app';
import { hashOfKey, newApiKey } from '@firstline/ingress/auth/api-key-hash';
import { openLog } from '@firstline/platform/log/log';
import { openMetrics } from '@firstline/platform/metrics/metrics';
import type { FileServices } from '../harness/services.js';

export interface Api {
  /** `http://127.0.0.1:<port>` */
  url: string;
  operatorKey: string;
  ingestKey: string;
  /** With the operator's key; `as` overrides the authorization. */
  get(path: string, as?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, as?: Record<string, string>): Promise<Answer>;
  /** As it is, without a key. */
  raw(path: string, init?: RequestInit): Promise<Response>;
  /** Every address the app takes, with its methods. */
  routes(): { method: string; path: string }[];
  close(): Promise<void>;
}
export interface Answer {
  status: number;
  headers: Headers;
  /** Whatever the API says; tests match its shape. */
  body: any;
}

/** The real app over HTTP, on a free port. */
export async function openApi({ config, db, client, env }: FileServices): Promise<Api> {
  const keys = { operator: newApiKey('operate'), ingest: newApiKey('ingest') };
  await db.apiKey.createMany({
    data: [
      { id: randomUUID(), name: 'operator', hash: hashOfKey(keys.operator), scopes: ['operate'] },
      { id: randomUUID(), name: 'sender', hash: hashOfKey(keys.ingest), scopes: ['ingest'], connection: 'api' },
    ],
  });
  const app = await createApp({
    config,
    log: openLog({ name: 'ingress', level: config.FIRSTLINE_LOG_LEVEL }),
    metrics: openMetrics({ service: 'ingress', defaults: false }),
    database: db,
    intakeDatabase: db,
    temporal: client,
    env,
  });
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const send = async (
    method: string,
    path: string,
    body: unknown,
    as: Record<string, string> = { authorization: `Bearer ${keys.operator}` },
  ): Promise<Answer> => {
    const headers = { ...as, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await fetch(url + path, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  };
  return {
    url,
    operatorKey: keys.operator,
    ingestKey: keys.ingest,
    get: (path, as) => send('GET', path, undefined, as),
    post: (path, body, as) => send('POST', path, body, as),
    raw: (path, init) => fetch(url + path, { redirect: 'manual', ...init }),
    routes: () => routesIn(app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false })),
    close: () => app.close(),
  };
}

/** Fastify prints its routes as a tree, four columns a level, each line a part of the address. */
function routesIn(tree: string): { method: string; path: string }[] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([│├└─\s]*)(\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    if (!part) return [];
    const depth = indent.length / 4;
    const path = (parents[depth - 1] ?? '') + part;
    parents[depth] = path;
    return methods ? methods.split(', ').map((method) => ({ method, path })) : [];
  });
}
