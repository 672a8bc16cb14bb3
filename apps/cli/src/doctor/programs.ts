import { reasonOf } from '../http/api.js';
import { span } from '../screen/times.js';
import type { Installation } from './installation.js';
import { broken, type Line, ok, skipped, warn } from './line.js';

const ANSWER_WITHIN_MS = 4_000;

interface Readiness {
  ok?: boolean;
  parts?: Record<string, { ok?: boolean; says?: string; notConfigured?: Record<string, string> }>;
}

/** Ingress and worker, as they themselves say they are. */
export async function programsLines({ cli, up, running, given }: Installation): Promise<Line[]> {
  const [ingress, worker] = await Promise.all([ready(`${cli.baseUrl}/readyz`), ready(`http://127.0.0.1:${up.workerPort}/readyz`)]);
  const lines = [
    programLine(
      'Ingress',
      cli.baseUrl,
      ingress,
      running ? 'See logs/ingress.log in FIRSTLINE_HOME.' : 'Start Firstline: npm start. Elsewhere: --url http://…',
    ),
  ];
  const workerElsewhere = worker.down !== undefined && !running && given['TEMPORAL_ADDRESS'] !== undefined;
  lines.push(
    workerElsewhere
      ? skipped('Worker', 'not on this machine; whether one works is said under Temporal')
      : programLine(
          'Worker',
          `port ${up.workerPort}`,
          worker,
          running ? 'See logs/worker.log in FIRSTLINE_HOME.' : 'Start Firstline: npm start',
        ),
  );
  return lines;
}

interface Answer {
  down?: string;
  tookMs: number;
  readiness: Readiness;
}

async function ready(url: string): Promise<Answer> {
  const startedAtMs = performance.now();
  const tookMs = (): number => performance.now() - startedAtMs;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: 'error' });
    const readiness = (await response.json()) as Readiness;
    return { tookMs: tookMs(), readiness: typeof readiness === 'object' && readiness !== null ? readiness : {} };
  } catch (error) {
    return { down: error instanceof SyntaxError ? 'answers, but not as Firstline does' : reasonOf(error), tookMs: tookMs(), readiness: {} };
  }
}

export function programLine(name: string, where: string, { down, tookMs, readiness }: Answer, advice: string): Line {
  if (down !== undefined) return broken(name, `${where} does not answer (${down})`, advice);
  const wrong = Object.entries(readiness.parts ?? {}).flatMap(([part, { ok: well, says }]) =>
    well === false ? [`${part}${says ? `: ${says}` : ''}`] : [],
  );
  if (readiness.ok !== true) return broken(name, `is not ready: ${wrong.join('; ') || 'it does not say why'}`, advice);
  if (wrong.length > 0) return warn(name, `works without ${wrong.join('; ')}`, 'See the part that is named.');
  return ok(name, `ready at ${where}, in ${span(tookMs)}`);
}
