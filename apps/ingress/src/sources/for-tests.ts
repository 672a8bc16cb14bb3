import type { RawRequest } from './source.js';

/** The instant that the vectors of providers' documentation are computed for: 2026-01-01T00:00:00Z. */
export const T = 1_767_225_600_000;

/** A delivery as the intake sees it, with what a test does not care about filled in. */
export function delivery(body: string | Buffer, headers: Record<string, string> = {}, more: Partial<RawRequest> = {}): RawRequest {
  const contentType = headers['content-type'] ?? 'application/json';
  return {
    method: 'POST',
    url: 'https://hooks.example.com/v1/webhooks/test',
    headers: { 'content-type': contentType, ...headers },
    body: Buffer.from(body as string),
    mediaType: contentType.split(';')[0]!,
    receivedAtMs: T,
    ...more,
  };
}
