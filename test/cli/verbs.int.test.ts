import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@firstline/cli/embedded/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../api/app.js';
import { startEngine, type Engine } from '../harness/engine.js';
import { alwaysOpen, publish, shippedPolicy } from '../harness/policy.js';
import { openServices, type FileServices } from '../harness/services.js';
import { Firstline, secrets, type Said } from './firstline.js';

let services: FileServices;
let api: Api;
let engine: Engine;
const firstline = new Firstline();
const run = (verb: string, ...args: string[]): Promise<Said> => firstline.run(verb, ...args);
const json = <T = any>({ out }: Said): T => JSON.parse(out) as T;

/** Sends one and waits until somebody is asked. */
async function sendAndWait(...args: string[]): Promise<string> {
  const { deliveries } = json(await run('send', ...args, '--json'));
  const id = deliveries[0].taken[0].id as string;
  await expect.poll(async () => json(await run('trace', id, '--json')).signal.stage, { timeout: 15_000 }).toBe('waiting');
  return id;
}

beforeAll(async () => {
  services = await openServices({ FIRSTLINE_CONFIG: firstline.config, FIRSTLINE_PUBLIC_URL: 'https://hooks.example.com' });
  await publish(services.db, shippedPolicy(alwaysOpen));
  Object.assign(services.env, secrets);
  services = { ...services, env: { ...services.env, ...secrets } };
  api = await openApi(services);
  engine = await startEngine(services);
  firstline.use(api, services);
});
afterAll(async () => {
  await engine.stop();
  await api.close();
  await services.stop();
  firstline.remove();
});

describe('firstline send', () => {
  it.each(['canonical', 'standard-webhooks', 'form', 'hubspot', 'segment', 'meta'])(
    'is believed by the door as a sender of kind %s',
    async (kind) => {
      const said = await run('send', kind);
      expect(said.exitCode, said.out + said.err).toBe(0);
      expect(said.out).toMatch(kind === 'meta' ? /received/ : /accepted/);
      expect(said.out).toMatch(/trace [0-9a-f-]{36}/);
    },
  );

  it.each([
    ['canonical', 'bad-signature', 'bad-credentials'],
    ['form', 'bad-signature', 'origin-refused'],
    ['segment', 'bad-signature', 'bad-signature'],
    ['meta', 'bad-signature', 'bad-signature'],
    ['standard-webhooks', 'stale', 'stale-signature'],
    ['hubspot', 'future', 'stale-signature'],
  ])('shows that %s with the fault %s is refused', async (kind, fault, code) => {
    const said = await run('send', kind, '--fault', fault);
    expect(said.out).toContain(`(${code})`);
    expect(said).toMatchObject({ exitCode: 0, out: expect.stringContaining('As it should be: refused') });
  });

  it.each([
    ['standard-webhooks', '--repeat'],
    ['segment', '--repeat'],
    ['canonical', '--fault=replay'],
  ])('shows that %s with %s does nothing twice', async (kind, how) => {
    const { deliveries } = json(await run('send', kind, how, '--json'));
    expect(deliveries.map(({ taken }: any) => taken[0].status)).toEqual(['accepted', 'duplicate']);
    expect(new Set(deliveries.map(({ taken }: any) => taken[0].id)).size).toBe(1);
  });

  it('sends a file, completed where our own API needs it, and says what the door has against it', async () => {
    const file = join(firstline.home, 'signal.json');
    writeFileSync(
      file,
      JSON.stringify({ type: 'form.submitted', person: { email: 'grace@lovelace.example' }, properties: { form: 'demo-request' } }),
    );
    expect(await run('send', '--file', file)).toMatchObject({ exitCode: 0 });
    writeFileSync(file, JSON.stringify({ type: 'form.sent', person: { email: 'grace@lovelace.example' } }));
    const said = await run('send', '--file', file);
    expect(said.exitCode).toBe(1);
    expect(said.out).toMatch(/type: "form\.sent" is not a signal type/);
  });

  it('sums many up', async () => {
    const said = await run('send', '--count', '12');
    expect(said.out).toMatch(/12 deliveries in .*: 12 accepted/);
  });
});

describe('firstline trace', () => {
  it('tells the whole story by any of its ids', async () => {
    const id = await sendAndWait('--email', 'vera.stone@kestrel-robotics.example');
    const story = json(await run('trace', id, '--json'));
    for (const name of [id, story.signal.eventId, story.signal.workflowId, story.lead.id]) {
      const { out } = await run('trace', name);
      expect(out, name).toContain(`signal ${id}`);
      expect(out).toMatch(
        /INGESTION[^]*received[^]*started[^]*QUALIFICATION[^]*resolved[^]*scored[^]*routed[^]*EXECUTION[^]*NOW[^]*is asked, round 1/,
      );
    }
    expect(
      Math.max(
        ...(await run('trace', id)).out
          .split('\n')
          .filter((line) => !line.includes('://'))
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('follows a signal until somebody has taken it', async () => {
    const id = await sendAndWait('--email', 'nils.berg@kestrel-robotics.example');
    const told = run('trace', id, '--follow');
    await sleep(700);
    expect((await run('leads', 'take', 'Nils Berg')).out).toMatch(/Nils Berg is yours/);
    const { out, exitCode } = await told;
    expect(exitCode).toBe(0);
    expect(out).toMatch(/taken {2,}.*took/);
    expect(out.trimEnd().split('\n').slice(-3).join('\n')).toMatch(/took it, .* after the offer/);
  });

  it('says what it could mean, or that nothing is meant', async () => {
    expect(await run('trace', 'nobody-at-all')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('Nothing is known as "nobody-at-all"'),
    });
  });
});

describe('firstline leads', () => {
  it('lists, shows, moves and cancels, each with the exact answer', async () => {
    await sendAndWait('--email', 'olga.dorn@kestrel-robotics.example');
    expect((await run('leads', '--open', '--search', 'olga')).out).toContain('Olga Dorn');
    expect((await run('leads', 'show', 'Olga Dorn')).out).toMatch(/SCORE[^]*WHO WAS LOOKED AT[^]*FACTS[^]*NOW/);
    const before = json(await run('leads', 'show', 'Olga Dorn', '--json'));
    const other =
      json(await run('leads', 'show', 'Olga Dorn', '--json')).candidates.find((each: any) => !each.chosen)?.rep.id ?? 'diego-ramos';
    expect(await run('leads', 'reassign', 'Olga Dorn', '--to', other, '--because', 'speaks their language')).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => json(await run('leads', 'show', before.id, '--json')).assignment?.rep.id).toBe(other);
    expect(await run('leads', 'cancel', 'Olga Dorn', '--because', 'called by phone')).toMatchObject({ exitCode: 0 });
    await expect.poll(async () => json(await run('leads', 'show', before.id, '--json')).stage).toBe('cancelled');
    const refused = await run('leads', 'take', before.id, '--rep', other);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err.length).toBeGreaterThan(10);
  });
});

describe('firstline triggers and dead-letters', () => {
  it('print what the server says', async () => {
    expect((await run('triggers')).out).toMatch(/demo-request {2}Demo request\n {4}When the form “demo-request” is submitted/);
    expect((await run('triggers', 'show', 'demo-request')).out).toContain('Whom to call');
    expect(await run('triggers', 'show', 'nothing')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('There is no trigger "nothing"'),
    });
    expect(await run('dead-letters')).toMatchObject({ exitCode: 0 });
    expect(await run('dead-letters', 'retry', '0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa')).toMatchObject({ exitCode: 1 });
  });
});

describe('firstline doctor', () => {
  const line = ({ out }: Said, part: string, name: string) =>
    json<{ parts: any[] }>({ out } as Said)
      .parts.find(({ title }) => title === part)
      .lines.find((each: any) => each.name === name);

  it('finds stores, queues, keys and connections well, and names no value', async () => {
    const said = await run('doctor', '--json');
    expect(line(said, 'Postgres', 'Migrations')).toMatchObject({ state: 'ok' });
    expect(line(said, 'Temporal', 'Search attributes')).toMatchObject({ state: 'ok' });
    expect(line(said, 'Temporal', 'Workers')).toMatchObject({ state: 'ok', says: expect.stringContaining('7 queues') });
    expect(line(said, 'Keys', 'Operator key')).toMatchObject({ state: 'ok' });
    expect(line(said, 'Connections', 'crm-hubspot')).toMatchObject({ state: 'ok' });
    for (const secret of [
      ...Object.values(secrets),
      api.operatorKey,
      services.env['FIRSTLINE_PAYLOAD_KEYS']!,
      services.env['DATABASE_URL']!,
    ])
      expect(said.out).not.toContain(secret);
  });

  it('notices what is wrong, and ends with 1', async () => {
    await services.db
      .$executeRaw`DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)`;
    const [row] = await services.db.signal.findMany({ take: 1 });
    await services.db.signal.update({ where: { id: row!.id }, data: { startedAt: null, receivedAt: new Date(Date.now() - 120_000) } });
    chmodSync(join(firstline.home, 'operator.key'), 0o644);
    appendFileSync(join(firstline.config, 'scoring.yaml'), '\nsurprise: true\n');
    const said = await run('doctor', '--json');
    expect(said.exitCode).toBe(1);
    expect(line(said, 'Postgres', 'Migrations')).toMatchObject({ state: 'broken', says: expect.stringContaining('not applied yet') });
    expect(line(said, 'Work', 'Accepted')).toMatchObject({ state: 'broken' });
    expect(line(said, 'Keys', 'Files')).toMatchObject({ state: 'broken', says: expect.stringContaining('operator.key') });
    expect(line(said, 'Policy', 'Files')).toMatchObject({ state: 'broken', says: expect.stringMatching(/scoring\.yaml:\d+:\d+ error/) });
  });

  it('goes on where a store does not answer, and says how to start it', async () => {
    const env = firstline.env;
    const port = await freePort();
    firstline.env = { ...env, DATABASE_URL: `postgresql://nobody@127.0.0.1:${port}/nothing`, TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
    const said = await run('doctor', '--json');
    firstline.env = env;
    expect(said.exitCode).toBe(1);
    expect(line(said, 'Postgres', 'Reachable')).toMatchObject({ state: 'broken', advice: expect.stringContaining('DATABASE_URL') });
    expect(line(said, 'Temporal', 'Reachable')).toMatchObject({ state: 'broken', advice: expect.stringContaining('TEMPORAL_ADDRESS') });
  });
});

describe('firstline policy', () => {
  it('tells every mistake with file, line and column, and ends with 1', async () => {
    const file = join(firstline.config, 'triggers/demo-request.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('owner: grace-moreau', 'owner: grace-morreau').replace('priority: 300', 'priorty: 300'),
    );
    const said = await run('policy', 'check', firstline.config);
    expect(said.exitCode).toBe(1);
    expect(said.out).toMatch(/demo-request\.yaml:\d+:\d+ error: .*priorty.*→ .*priority/);
    expect(said.out).toMatch(/scoring\.yaml:\d+:\d+ error/);
  });

  it('finds the policy that ships without a mistake, and prints its plays', async () => {
    const shipped = join(import.meta.dirname, '../../config');
    expect(await run('policy', 'check', shipped)).toMatchObject({ exitCode: 0, out: expect.stringContaining('no mistake') });
    expect((await run('policy', 'show', 'demo-request', '--folder', shipped)).out).toMatch(
      /When the form “demo-request” is submitted[^]*Whom to call/,
    );
    expect(await run('policy', 'show', 'demo-reqest', '--folder', shipped)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('did you mean "demo-request"'),
    });
  });
});

describe('a Firstline that does not run', () => {
  it('is named, with how to start it', async () => {
    const said = await run('leads', '--url', `http://127.0.0.1:${await freePort()}`);
    expect(said).toMatchObject({ exitCode: 1, out: '' });
    expect(said.err).toMatch(/Nothing answers at .*\nStart Firstline with: npm start/);
  });
});
