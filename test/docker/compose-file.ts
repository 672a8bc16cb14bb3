import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

export const dockerFolder = join(import.meta.dirname, '../../docker');
export const root = join(dockerFolder, '..');
export const textOf = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

export interface Service {
  image?: string;
  build?: { context: string; dockerfile: string; target: string };
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }> | string[];
  ports?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  deploy?: { replicas?: number };
  healthcheck?: unknown;
}
export interface ComposeFile {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

export const readCompose = async (): Promise<ComposeFile> => parse(await textOf('docker/compose.yaml'), { merge: true }) as ComposeFile;

/** `FROM base AS name` → what stands between this line and the next FROM. */
export async function readStages(): Promise<Map<string, string>> {
  const text = await textOf('docker/Dockerfile');
  const parts = text.split(/^FROM /m).slice(1);
  return new Map(parts.map((part) => [/^\S+ AS (\S+)/.exec(part)?.[1] ?? '', part]));
}
