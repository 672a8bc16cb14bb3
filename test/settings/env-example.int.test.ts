import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configSchema, loadConfig } from '@firstline/platform/config/config';
import { describe, expect, it } from 'vitest';
import { envExample } from '../../tools/env-example.mjs';

const file = join(import.meta.dirname, '../../.env.example');

describe('.env.example', () => {
  it('says what the configuration schema says', async () => {
    const written = await readFile(file, 'utf8');
    expect(written, 'run: npm run build && node tools/env-example.mjs').toBe(envExample(configSchema));
  });

  it('explains every setting', () => {
    const silent = Object.entries(configSchema.shape).filter(([, setting]) => !setting.description);
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('holds no value for a secret, and its defaults are what an empty environment gives', async () => {
    const written = await readFile(file, 'utf8');
    const lines = [...written.matchAll(/^(# )?([A-Z][A-Z0-9_]+)=(.*)$/gm)];
    expect(lines.map(([, , name]) => name)).toEqual(Object.keys(configSchema.shape));
    const required = lines.filter(([, comment]) => comment === undefined);
    expect(required.every(([, , , value]) => value === '')).toBe(true);
    const config = loadConfig(Object.fromEntries(required.map(([, , name]) => [name, 'x'.repeat(32)]))) as Record<string, unknown>;
    for (const [, comment, name = '', value] of lines) if (comment && value) expect(String(config[name]), name).toBe(value);
  });
});
