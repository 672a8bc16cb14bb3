import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

import { fileInTar } from './tar.js';
import type { ReleaseArchive } from './temporal-release.js';

/** A host that is not there should cost a few seconds, not a minute: there are other ways to get the file. */
const ANSWER_WITHIN_MS = 6_000;
/** A line that is cut in the middle says nothing more. */
const SILENCE_MS = 20_000;

export interface DownloadOptions {
  /** Called often. */
  onProgress: (receivedBytes: number, totalBytes: number | undefined) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Downloads the release, checks it and unpacks the one file.
 * @throws with what went wrong at each address
 */
export async function downloadTemporal(archive: ReleaseArchive, options: DownloadOptions): Promise<Buffer> {
  const failures: string[] = [];
  for (const url of archive.urls) {
    try {
      const bytes = await receive(url, options);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (sha256 !== archive.sha256) throw new Error(`checksum ${sha256} instead of ${archive.sha256}, so the file was thrown away`);
      return fileInTar(gunzipSync(bytes), 'temporal');
    } catch (error) {
      failures.push(`${new URL(url).host}: ${reason(error)}`);
    }
  }
  throw new Error(failures.join('; '));
}

async function receive(url: string, { onProgress, signal }: DownloadOptions): Promise<Buffer> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, abort.signal]) : abort.signal });
    if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
    const total = Number(response.headers.get('content-length')) || undefined;
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(new Error(`went silent after ${received} bytes`)), SILENCE_MS);
      chunks.push(chunk);
      onProgress((received += chunk.length), total);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code === 'ENOTFOUND' || cause?.code === 'EAI_AGAIN' ? 'name not found' : (cause?.code ?? error.message);
}
