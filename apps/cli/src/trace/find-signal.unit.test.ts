import { signalId } from '@firstline/domain/signal/signal-id';
import { describe, expect, it } from 'vitest';

import { type Api, Refused } from '../http/api.js';
import { findSignal } from './find-signal.js';
import { aSignal } from './story.fake.js';

/** Answers what it was given, and 404 for the rest; remembers what it was asked. */
class FakeApi implements Api {
  readonly baseUrl = 'http://localhost:3000';
  readonly asked: string[] = [];
  constructor(private readonly answers: Record<string, unknown>) {}
  async get<T>(path: string): Promise<T> {
    this.asked.push(path);
    if (path in this.answers) return this.answers[path] as T;
    throw new Refused(404, { type: 'about:blank', title: 'There is nothing here', status: 404, code: 'not-found' });
  }
  post = () => Promise.reject(new Error('nothing is posted'));
  stream = () => Promise.reject(new Error('nothing is streamed'));
}

const id = '0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa';
const other = '0198a3c2-5d1e-7c30-9a41-000000000000';

describe('an id at hand', () => {
  it('may be that of the signal', async () => {
    const api = new FakeApi({ [`/v1/signals/${id}`]: aSignal({ id }) });
    expect((await findSignal(api, id)).id).toBe(id);
  });

  it('may be that of the workflow, from which the signal follows without asking', async () => {
    const known = signalId({ connection: 'api', eventId: 'a/b' });
    const api = new FakeApi({ [`/v1/signals/${known}`]: aSignal({ id: known }) });
    expect((await findSignal(api, 'signal/api/a/b')).id).toBe(known);
    expect(api.asked).toEqual([`/v1/signals/${known}`]);
  });

  it('may be that of the lead: then the signal that owns its pursuit is meant', async () => {
    const api = new FakeApi({
      [`/v1/leads/${other}`]: { mergedIntoId: null, episode: { ownerSignalId: id }, signals: [] },
      [`/v1/signals/${id}`]: aSignal({ id }),
    });
    expect((await findSignal(api, other)).id).toBe(id);
  });

  it('may be that of a dead letter', async () => {
    const api = new FakeApi({
      '/v1/dead-letters?state=open&limit=100': { items: [] },
      '/v1/dead-letters?state=healed&limit=100': { items: [{ workflowId: 'dead-letter/x/1', signalId: id }] },
      [`/v1/signals/${id}`]: aSignal({ id }),
    });
    expect((await findSignal(api, 'dead-letter/x/1')).id).toBe(id);
  });

  it('may be that of the event, which wins over people whose name begins like it', async () => {
    const search = '/v1/signals?limit=50&q=evt-1';
    const api = new FakeApi({
      [search]: { items: [aSignal({ id: other, eventId: 'evt-12' }), aSignal({ id, eventId: 'evt-1' })] },
      [`/v1/signals/${id}`]: aSignal({ id }),
    });
    expect((await findSignal(api, 'evt-1')).id).toBe(id);
  });

  it('may be several: then they are shown to choose from', async () => {
    const api = new FakeApi({ '/v1/signals?limit=50&q=Hank': { items: [aSignal({ id }), aSignal({ id: other })] } });
    await expect(findSignal(api, 'Hank')).rejects.toThrow(new RegExp(`could be any of these[^]*${id}[^]*${other}`));
  });

  it('may be nobody’s', async () => {
    await expect(findSignal(new FakeApi({}), id)).rejects.toThrow(`Nothing is known as "${id}"`);
  });
});
