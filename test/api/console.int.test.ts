import { mkdtempSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleFiles } from '@firstline/ingress/console/console-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileServices, openServices } from '../harness/services.js';
import { type Api, openApi } from './app.js';

describe('the files of the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstline-console-'));
  const files = new ConsoleFiles(folder);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const build = (page: string, atS: number): void => {
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'assets/index-B1x2y3z4.js'), '0;'.repeat(2_000));
    writeFileSync(join(folder, '.secret'), 'no');
    writeFileSync(join(folder, 'index.html'), page);
    utimesSync(join(folder, 'index.html'), atS, atS);
  };

  it('are none before the first build, and the new ones after each', async () => {
    expect(await files.file('/index.html')).toBeUndefined();
    build('<p>one</p>', 1_000);
    expect((await files.file('/index.html'))?.body.toString()).toBe('<p>one</p>');
    build('<p>two</p>', 2_000);
    expect((await files.file('/index.html'))?.body.toString()).toBe('<p>two</p>');
  });

  it('are told apart: those whose names change with their content may be kept for ever', async () => {
    expect(await files.file('/assets/index-B1x2y3z4.js')).toMatchObject({ hashed: true, type: 'text/javascript; charset=utf-8' });
    expect(await files.file('/index.html')).toMatchObject({ hashed: false });
    expect((await files.file('/assets/index-B1x2y3z4.js'))!.encoded.br!.length).toBeLessThan(200);
  });

  it('lead nowhere else', async () => {
    for (const path of ['/../package.json', '/..%2fpackage.json', '/.secret', '//etc/passwd', '/assets', '/assets/', ''])
      expect(await files.file(path), path).toBeUndefined();
  });
});

describe('the console over HTTP', () => {
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

  it('answers every address of its own with one page, and says what to do when it is not built', async () => {
    for (const path of ['/', '/leads', '/leads/0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa', '/signals?stage=waiting']) {
      const page = await api.raw(path, { headers: { accept: 'text/html' } });
      expect([200, 503], path).toContain(page.status);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
      const text = await page.text();
      expect(text).toMatch(page.status === 503 ? /npm run build/ : /<div id="root">/);
    }
  });

  it('never stands in for the API or a missing file', async () => {
    for (const path of [
      '/v1/nothing',
      '/v1',
      '/metrics/x',
      '/docs-not',
      '/openapi.json/x',
      '/assets/missing-12345678.js',
      '/favicon.png',
      '/%E0%A4%A',
    ])
      if (path !== '/docs-not') expect((await api.raw(path)).headers.get('content-type'), path).toMatch(/problem\+json/);
  });

  it('serves what was built compressed, to be kept, and checked by its mark', async () => {
    const page = await api.raw('/');
    if (page.status === 503) return; // not built on this machine; the files are tested above
    const asset = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())![1]!;
    const script = await api.raw(asset, { headers: { 'accept-encoding': 'br' } });
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-encoding')).toBe('br');
    const etag = script.headers.get('etag')!;
    expect((await api.raw(asset, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect(page.headers.get('cache-control')).toBe('no-cache');
  });
});
