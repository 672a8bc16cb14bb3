import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { configSchema, loadConfig } from '@firstline/platform/config/config';
import { KeyRing } from '@firstline/platform/crypto/key-ring';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ComposeFile, type Service, dockerFolder, readCompose, readStages, root, textOf } from './compose-file.js';

let compose: ComposeFile;
let stages: Map<string, string>;
let ours: [string, Service][];
const settings = Object.keys(configSchema.shape);

beforeAll(async () => {
  compose = await readCompose();
  stages = await readStages();
  ours = Object.entries(compose.services).filter(([, service]) => service.build !== undefined);
});

describe('compose.yaml', () => {
  it('is what the Compose Specification says', async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const valid = ajv.compile(JSON.parse(await readFile(join(import.meta.dirname, 'compose-spec.schema.json'), 'utf8')) as object);
    expect(valid(compose), JSON.stringify(valid.errors)).toBe(true);
    const altered = structuredClone(compose) as { services: Record<string, object> };
    altered.services['ingress'] = { ...altered.services['ingress'], helthcheck: {} };
    expect(valid(altered)).toBe(false);
  });

  it('gives our programs settings that exist, and all that they require', () => {
    const required = settings.filter((name) => !configSchema.shape[name as 'DATABASE_URL'].safeParse(undefined).success);
    expect(required).toContain('DATABASE_URL');
    for (const [name, { environment }] of ours.filter(([name]) => name !== 'console')) {
      const given = Object.keys(environment ?? {});
      expect(
        given.filter((setting) => !settings.includes(setting)),
        name,
      ).toEqual([]);
      expect(
        required.filter((setting) => !given.includes(setting)),
        name,
      ).toEqual([]);
    }
    for (const [name, stage] of stages) {
      const used = [...stage.matchAll(/\b(FIRSTLINE_[A-Z_]+|DATABASE_[A-Z_]+|TEMPORAL_[A-Z_]+)\b/g)].map(([setting]) => setting);
      expect(
        used.filter((setting) => !settings.includes(setting)),
        `stage ${name}`,
      ).toEqual([]);
    }
  });

  it('asks only for variables that make-env.sh writes, and a second run leaves them alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'firstline-env-'));
    try {
      await copyFile(join(dockerFolder, 'make-env.sh'), join(folder, 'make-env.sh'));
      const make = () => promisify(execFile)('sh', [join(folder, 'make-env.sh')]);
      await make();
      const written = await readFile(join(folder, '.env'), 'utf8');
      await make();
      expect(await readFile(join(folder, '.env'), 'utf8')).toBe(written);
      expect((await stat(join(folder, '.env'))).mode & 0o077).toBe(0);

      const values = Object.fromEntries([...written.matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]));
      const asked = [...(await textOf('docker/compose.yaml')).matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = '']) => name);
      expect([...new Set(asked)].filter((name) => !(name in values))).toEqual([]);
      const fill = (text: string) =>
        text.replaceAll(/\$\{([A-Z_]+)(?::[-?]([^}]*))?\}/g, (_, name: string, other: string) => values[name] ?? other);
      const environment = Object.entries(compose.services['ingress']?.environment ?? {}).map(([name, value]) => [name, fill(value)]);
      const config = loadConfig(Object.fromEntries(environment) as Record<string, string>);
      expect(KeyRing.parse(config.FIRSTLINE_PAYLOAD_KEYS).currentKeyId).toBe('k1');
      expect(config.FIRSTLINE_SESSION_KEY.reveal().length).toBeGreaterThanOrEqual(32);
      expect(new URL(config.DATABASE_URL.reveal()).hostname).toBe('postgres');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('refers to files, stages, services and volumes that exist', async () => {
    for (const [name, service] of Object.entries(compose.services)) {
      if (service.build) {
        expect(stages.has(service.build.target), `${name}: stage ${service.build.target}`).toBe(true);
        await stat(join(dockerFolder, service.build.context, service.build.dockerfile));
      }
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) await stat(join(dockerFolder, source));
        else expect(Object.keys(compose.volumes), `${name}: volume`).toContain(source);
      }
      const needs = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {});
      expect(
        needs.filter((other) => !(other in compose.services)),
        name,
      ).toEqual([]);
    }
  });

  it('waits for health only of services that tell it', () => {
    for (const [name, { depends_on: needs }] of Object.entries(compose.services)) {
      for (const [other, { condition }] of Object.entries(Array.isArray(needs) ? {} : (needs ?? {}))) {
        if (condition !== 'service_healthy') continue;
        const service = compose.services[other];
        const tells = service?.healthcheck !== undefined || /^HEALTHCHECK --/m.test(stages.get(service?.build?.target ?? '') ?? '');
        expect(tells, `${name} waits for ${other}`).toBe(true);
      }
    }
  });

  it('opens the console to other machines, and nothing else', () => {
    const open = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
      ports.filter((port) => !port.startsWith('127.0.0.1:')).map(() => name),
    );
    expect(open).toEqual(['console']);
  });

  it('runs our programs without rights they do not need, and several workers', () => {
    for (const [name, service] of ours) expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(compose.services['worker']?.deploy?.replicas).toBeGreaterThan(1);
    expect(compose.services['worker']?.ports).toBeUndefined(); // a fixed port would stop the second one
  });

  it('pins every image', () => {
    for (const [name, { image }] of Object.entries(compose.services)) if (image) expect(image, name).toMatch(/^[a-z0-9/-]+:v?\d+(\.\d+)*$/);
  });
});

describe('the Dockerfile', () => {
  it('copies what exists, and knows every package', async () => {
    const text = await textOf('docker/Dockerfile');
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
    for (const source of copied) if (source !== '.') await stat(join(root, source));
    const { workspaces } = JSON.parse(await textOf('package.json')) as { workspaces: string[] };
    const packages = workspaces.flatMap((name) =>
      name === 'apps/*' ? ['apps/cli', 'apps/console', 'apps/ingress', 'apps/sandbox', 'apps/worker'] : [name],
    );
    expect(packages.map((name) => `${name}/package.json`).filter((path) => !copied.includes(path))).toEqual([]);
  });

  it.each(['ingress', 'worker', 'migrate'])('%s runs as no root and tells its health', (name) => {
    const stage = stages.get(name) ?? '';
    expect(stage).toMatch(/^app AS/);
    expect(stages.get('app')).toMatch(/^USER node$/m);
    expect(stage).not.toMatch(/^USER/m);
    expect(stage).toMatch(/^HEALTHCHECK /m);
    expect(stage).toMatch(/^CMD \[/m);
  });

  it('starts programs that the build makes', async () => {
    for (const program of ['apps/ingress/src/main.ts', 'apps/worker/src/main.ts', 'docker/prepare.mjs']) await stat(join(root, program));
  });
});
