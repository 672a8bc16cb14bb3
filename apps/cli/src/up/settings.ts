import { resolve } from 'node:path';

import { configSchema } from '@firstline/platform/config/config';

/** What the launcher itself reads. The keys are not among them: a first start makes those. */
const upSchema = configSchema.pick({
  TEMPORAL_NAMESPACE: true,
  FIRSTLINE_HOST: true,
  FIRSTLINE_PORT: true,
  FIRSTLINE_PUBLIC_URL: true,
  FIRSTLINE_TEMPORAL_PORT: true,
  FIRSTLINE_TEMPORAL_UI_PORT: true,
  FIRSTLINE_TEMPORAL_UI_URL: true,
  FIRSTLINE_POSTGRES_PORT: true,
  FIRSTLINE_HOME: true,
  FIRSTLINE_CONFIG: true,
  FIRSTLINE_SAMPLES: true,
  FIRSTLINE_WORKER_PORT: true,
  FIRSTLINE_SANDBOX_URL: true,
});

export interface UpSettings {
  host: string;
  port: number;
  publicUrl: string | undefined;
  temporalPort: number;
  temporalUiPort: number;
  temporalUiUrl: string | undefined;
  postgresPort: number;
  workerPort: number;
  sandboxUrl: string | undefined;
  namespace: string;
  /** Absolute. */
  home: string;
  /** Absolute. */
  configFolder: string;
  samples: boolean;
  /** Given from outside: then nothing of that kind is started here. */
  external: { databaseUrl: string | undefined; temporalAddress: string | undefined };
}

/** @throws Error naming every wrong setting together */
export function upSettings(env: NodeJS.ProcessEnv): UpSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = upSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Cannot start, ${lines.length} setting(s) are wrong:\n${lines.join('\n')}\nSee .env.example for what each one means.`);
  }
  const { data } = parsed;
  return {
    host: data.FIRSTLINE_HOST,
    port: data.FIRSTLINE_PORT,
    publicUrl: data.FIRSTLINE_PUBLIC_URL,
    temporalPort: data.FIRSTLINE_TEMPORAL_PORT,
    temporalUiPort: data.FIRSTLINE_TEMPORAL_UI_PORT,
    temporalUiUrl: data.FIRSTLINE_TEMPORAL_UI_URL,
    postgresPort: data.FIRSTLINE_POSTGRES_PORT,
    workerPort: data.FIRSTLINE_WORKER_PORT,
    sandboxUrl: data.FIRSTLINE_SANDBOX_URL,
    namespace: data.TEMPORAL_NAMESPACE,
    home: resolve(data.FIRSTLINE_HOME),
    configFolder: resolve(data.FIRSTLINE_CONFIG),
    samples: data.FIRSTLINE_SAMPLES === 'on',
    external: { databaseUrl: given['DATABASE_URL'], temporalAddress: given['TEMPORAL_ADDRESS'] },
  };
}
