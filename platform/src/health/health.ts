/** A part this process needs; `signal` ends when its time is up. Resolves when it works, rejects when it does not. */
export type HealthCheck = (signal: AbortSignal) => Promise<unknown>;

export interface PartHealth {
  ok: boolean;
  tookMs: number;
  /** What is wrong, for people: no addresses, no credentials. */
  says?: string;
}
export interface HealthReport {
  ok: boolean;
  parts: Record<string, PartHealth>;
}
export interface Health {
  check(): Promise<HealthReport>;
}

/**
 * Tells which part is down. All parts are asked at once, each with its own time; asked again within `freshMs`, the same report is given,
 * so that many probes are one question to Postgres.
 * @param needed `all`: one part down and the process is not ready. `any`: one part suffices (ingress takes signals with either store).
 */
export function openHealth({
  parts,
  needed = 'all',
  timeoutMs = 2_000,
  freshMs = 500,
  now = () => performance.now(),
}: {
  parts: Record<string, HealthCheck>;
  needed?: 'all' | 'any';
  timeoutMs?: number;
  freshMs?: number;
  now?: () => number;
}): Health {
  let latest: { askedAt: number; report: Promise<HealthReport> } | undefined;

  async function ask(): Promise<HealthReport> {
    const entries = await Promise.all(
      Object.entries(parts).map(async ([name, check]) => [name, await askPart(check, timeoutMs, now)] as const),
    );
    const works = entries.map(([, part]) => part.ok);
    const ok = needed === 'all' ? works.every(Boolean) : works.length === 0 || works.some(Boolean);
    return { ok, parts: Object.fromEntries(entries) };
  }

  return {
    check() {
      if (!latest || now() - latest.askedAt > freshMs) latest = { askedAt: now(), report: ask() };
      return latest.report;
    },
  };
}

async function askPart(check: HealthCheck, timeoutMs: number, now: () => number): Promise<PartHealth> {
  const startedAt = now();
  const deadline = AbortSignal.timeout(timeoutMs);
  // A check that ignores its signal must not hold the probe.
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs} ms`)), { once: true });
  });
  const tookMs = (): number => Math.round(now() - startedAt);
  try {
    await Promise.race([(async () => check(deadline))(), late]);
    return { ok: true, tookMs: tookMs() };
  } catch (error) {
    return { ok: false, tookMs: tookMs(), says: wordsOf(error) };
  }
}

/** The first line, without anything that looks like an address or a credential. */
function wordsOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const line = typeof message === 'string' ? (message.trim().split('\n')[0] ?? '') : '';
  const words = line.replaceAll(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[address]').slice(0, 200);
  return words || (typeof code === 'string' ? code : 'failed');
}
