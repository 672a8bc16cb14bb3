import { afterAll, beforeAll, expect, it } from 'vitest';
import { openServices, type FileServices } from '../harness/services.js';
import { openApi, type Api } from './app.js';

let services: FileServices;
let api: Api;
beforeAll(async () => {
  services = await openServices();
  api = await openApi(services);
});
afterAll(async () => {
  await api?.close();
  await services?.stop();
});

it('the reference says of everything that people call what it is for, what it takes, and what it answers', async () => {
  const { paths } = (await api.get('/openapi.json')).body;
  const silent: string[] = [];
  for (const [path, methods] of Object.entries<Record<string, any>>(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!operation.summary) silent.push(`${method} ${path}: no summary`);
      const about = /^\/v1\/(signals|leads|triggers|catalogue|team|inbox|dead-letters|stats|session)/.test(path);
      const ok = operation.responses['200'] ?? operation.responses['201'] ?? operation.responses['202'] ?? operation.responses['204'];
      if (about && method !== 'delete' && !ok?.content?.['application/json']?.schema) silent.push(`${method} ${path}: no answer`);
    }
  }
  expect(silent).toEqual([]);
  const lists = paths['/v1/leads'].get.parameters.map(({ name }: { name: string }) => name);
  expect(lists.sort()).toEqual(['cursor', 'limit', 'open', 'q', 'rep', 'stage']);
  expect(paths['/v1/leads/{id}/reassign'].post.requestBody.content['application/json'].schema.required).toEqual(['because']);
  expect(Object.keys(paths)).not.toContain('/{path}');
});
