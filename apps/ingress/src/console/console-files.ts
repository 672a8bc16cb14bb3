import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};
const compressible = new Set(['.css', '.html', '.js', '.json', '.map', '.svg', '.txt', '.webmanifest']);

export interface ConsoleFile {
  type: string;
  etag: string;
  body: Buffer;
  /** By the name in Accept-Encoding; only where it is worth it. */
  encoded: { br?: Buffer; gzip?: Buffer };
  /** Its name changes with its content, so it may be kept for ever. */
  hashed: boolean;
}

/** The built console: an address serves a file only when the folder holds exactly that one, so no address leads out of it. */
export class ConsoleFiles {
  #files: ReadonlyMap<string, ConsoleFile> | undefined;
  #builtAtMs: number | undefined;
  #loading: Promise<void> | undefined;

  constructor(private readonly folder: string) {}

  /** @param path as in the address, such as `/assets/index-B1x2y3z4.js`; undefined when there is none, or nothing was built */
  async file(path: string): Promise<ConsoleFile | undefined> {
    await this.#refresh();
    return this.#files?.get(path);
  }

  /** Reads the folder again when it was built anew: a build under a running server is served at once. */
  async #refresh(): Promise<void> {
    const builtAtMs = await stat(join(this.folder, 'index.html')).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (builtAtMs === this.#builtAtMs && (builtAtMs === undefined || this.#files)) return;
    this.#loading ??= this.#load(builtAtMs).finally(() => (this.#loading = undefined));
    await this.#loading;
  }

  async #load(builtAtMs: number | undefined): Promise<void> {
    this.#files = builtAtMs === undefined ? undefined : new Map(await readAll(this.folder));
    this.#builtAtMs = builtAtMs;
  }
}

async function readAll(folder: string): Promise<[string, ConsoleFile][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return Promise.all(
    files.map(async (entry): Promise<[string, ConsoleFile]> => {
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join('/')}`;
      return [path, await readOne(file, path)];
    }),
  );
}

async function readOne(file: string, path: string): Promise<ConsoleFile> {
  const body = await readFile(file);
  const kind = extname(file);
  const worthIt = compressible.has(kind) && body.length > 1_000;
  return {
    type: types[kind] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    body,
    encoded: worthIt
      ? {
          br: await promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
          gzip: await promisify(gzip)(body),
        }
      : {},
    hashed: path.startsWith('/assets/') && /-[\w-]{8,}\.\w+$/.test(path),
  };
}
