import { describe, expect, it } from 'vitest';
import { parseConnections } from './parse-connections.js';
import { requiredSecrets } from './required-secrets.js';

const file = (...connections: string[]) => `connections:\n${connections.map((text) => text.replace(/^/gm, '  ')).join('\n')}\n`;
const api = '- id: api\n  kind: canonical\n  name: API';
const meta = `- id: meta-leads
  kind: meta
  name: Meta lead ads
  secrets: { current: { env: META_APP_SECRET }, previous: { file: /run/secrets/meta-old } }
  options: { verifyToken: { env: META_VERIFY_TOKEN }, accessToken: { env: META_ACCESS_TOKEN } }`;

const problemsOf = (text: string) => {
  const parsed = parseConnections(text);
  return parsed.ok
    ? []
    : parsed.problems.map(({ line, message, suggestion }) => `${line}: ${message}${suggestion ? ` → ${suggestion}` : ''}`);
};

describe('connections.yaml', () => {
  it('gives a connection what it does not say: a rate, and thirty days of recognising duplicates', () => {
    const parsed = parseConnections(file(api));
    expect(parsed).toMatchObject({ ok: true, connections: [{ id: 'api', kind: 'canonical', ratePerMinute: 12_000, dedupeDays: 30 }] });
  });

  it('names every mistake with its line', () => {
    const wrong = `- id: Website Form
  kind: form
  name: Website
  options: { origins: ['https://www.example.com/path'] }`;
    const misspelt = '- id: crm\n  kind: hubspott\n  name: CRM';
    expect(problemsOf(file(wrong, misspelt))).toEqual([
      '2: connections[0].id: must be lower-case letters, digits and dashes, such as website-form',
      '5: connections[0].options.origins[0]: must be an origin such as https://www.example.com, without a path',
      expect.stringContaining('7: connections[1].kind'),
    ]);
  });

  it('suggests the key that was probably meant', () => {
    expect(problemsOf(file(`${api}\n  ratePerMinut: 10`))).toEqual([
      expect.stringMatching(/^5: "ratePerMinut" is not known.*ratePerMinute/),
    ]);
  });

  it('refuses an id that stands twice, since ids are part of every workflow id', () => {
    expect(problemsOf(file(api, api))).toEqual([expect.stringContaining('5: connections[1].id: "api" is the id of an earlier connection')]);
  });

  it('refuses a secret that is written out', () => {
    const written = meta.replace('{ env: META_APP_SECRET }', 'hunter2');
    expect(problemsOf(file(written))).toHaveLength(1);
    expect(problemsOf(file(written)).join()).not.toContain('hunter2');
  });

  it('says when it is no YAML at all', () => {
    expect(problemsOf('connections: [')).not.toEqual([]);
  });
});

describe('the secrets that connections need', () => {
  it('are all references, with what each is for', () => {
    const parsed = parseConnections(file(api, meta));
    expect(parsed.ok && requiredSecrets(parsed.connections)).toEqual([
      { connection: 'meta-leads', use: 'secrets.current', ref: { env: 'META_APP_SECRET' }, format: 'text' },
      { connection: 'meta-leads', use: 'secrets.previous', ref: { file: '/run/secrets/meta-old' }, format: 'text' },
      { connection: 'meta-leads', use: 'options.verifyToken', ref: { env: 'META_VERIFY_TOKEN' }, format: 'text' },
      { connection: 'meta-leads', use: 'options.accessToken', ref: { env: 'META_ACCESS_TOKEN' }, format: 'text' },
    ]);
  });
});
