import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetterItem } from '@firstline/domain/api/dead-letters.schema';
import type { LeadDetail, LeadListItem } from '@firstline/domain/api/leads.schema';
import type { Page } from '@firstline/domain/api/list.schema';
import type { SignalDetail, SignalListItem } from '@firstline/domain/api/signals.schema';
import type { Stats } from '@firstline/domain/api/stats.schema';
import { canonical, type SignedRequest } from '@firstline/cli/senders/senders';

export interface Answered<T = any> {
  status: number;
  headers: Headers;
  body: T;
}
export interface Accepted {
  id: string;
  workflowId: string;
  status: 'accepted' | 'duplicate';
}

/** The public API, as senders and people use it. */
export class FrontDoor {
  constructor(
    readonly url: string,
    private readonly keys: { operator: string; ingest: string },
  ) {}

  /** As a sender posts it; nothing is thrown, whatever comes back. */
  async post<T = Accepted>({ path, headers, body }: SignedRequest): Promise<Answered<T>> {
    return readAnswer(await fetch(this.url + path, { method: 'POST', headers, body }));
  }

  canonical = (signal: object): SignedRequest => canonical(this.keys.ingest, signal);
  send = (signal: object): Promise<Answered<Accepted>> => this.post(this.canonical(signal));

  /** How often a sender was told to come again, or met nobody. */
  refusals = 0;

  /** Sends until it is accepted, as every serious sender does: a refused connection, a 503 or a 429 is tried again. */
  async deliver(request: SignedRequest, withinMs = 60_000): Promise<Accepted> {
    for (const untilMs = Date.now() + withinMs; ; await sleep(200)) {
      const answer = await this.post(request).catch((error: unknown) => error as Error);
      if (!(answer instanceof Error) && answer.status >= 200 && answer.status < 300) {
        const { results } = answer.body as { results?: Accepted[] };
        return results?.[0] ?? answer.body;
      }
      const said = answer instanceof Error ? answer.message : `${answer.status} ${JSON.stringify(answer.body)}`;
      if (!(answer instanceof Error) && answer.status < 500 && answer.status !== 429) throw new Error(`refused for good: ${said}`);
      this.refusals += 1;
      if (Date.now() > untilMs) throw new Error(`not accepted within ${withinMs} ms: ${said}`);
    }
  }

  async get<T>(path: string): Promise<T> {
    const answer = await this.#people('GET', path);
    if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`);
    return answer.body as T;
  }
  /** A button: `acknowledge`, `reassign`, `snooze`, `cancel`, `outcome`. */
  press = (leadId: string, button: string, body: object): Promise<Answered> => this.#people('POST', `/v1/leads/${leadId}/${button}`, body);
  operate = (path: string, body?: object): Promise<Answered> => this.#people('POST', path, body);

  lead = (id: string): Promise<LeadDetail> => this.get(`/v1/leads/${id}`);
  signal = (id: string): Promise<SignalDetail> => this.get(`/v1/signals/${id}`);
  stats = (): Promise<Stats> => this.get('/v1/stats');
  deadLetters = (state = 'open'): Promise<DeadLetterItem[]> => this.#all(`/v1/dead-letters?state=${state}`);
  signals = (filter = ''): Promise<SignalListItem[]> => this.#all(`/v1/signals?${filter}`);
  leads = (filter = ''): Promise<LeadListItem[]> => this.#all(`/v1/leads?${filter}`);

  async #all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<T> = await this.get(`${path}&limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  async #people(method: string, path: string, body?: object): Promise<Answered> {
    const headers = { authorization: `Bearer ${this.keys.operator}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    return readAnswer(await fetch(this.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }));
  }
}

async function readAnswer<T>(response: Response): Promise<Answered<T>> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
}
