import type { EnrichmentAnswer, EnrichmentProvider } from '@firstline/activities/enrichment/enrichment.port';
import { hashOfKey } from '@firstline/activities/enrichment/enrichment.sql';
import type { SignalInput } from '@firstline/domain/signal/signal';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
const deadline = 300;

class Provider implements EnrichmentProvider {
  asked = 0;
  aborted = 0;
  answer: () => Promise<EnrichmentAnswer> | EnrichmentAnswer = () => nobody;
  constructor(readonly name: string) {}
  cacheKey = ({ email }: { email?: string }): string | undefined => email;
  async lookup(_question: unknown, signal: AbortSignal): Promise<EnrichmentAnswer> {
    this.asked += 1;
    signal.addEventListener('abort', () => (this.aborted += 1));
    return this.answer();
  }
}
const nobody: EnrichmentAnswer = { found: false, person: {}, company: {} };
const known: EnrichmentAnswer = {
  found: true,
  person: { seniority: 'vp' },
  company: { employees: 700, country: 'GB', industry: 'Aerospace', name: 'Orbit' },
};
const [fast, slow] = [new Provider('fast'), new Provider('slow')];
const after = (ms: number, answer: EnrichmentAnswer) => () => new Promise<EnrichmentAnswer>((done) => setTimeout(() => done(answer), ms));

beforeAll(async () => {
  office = await Office.open({
    vendors: { providers: [fast, slow] },
    policy: (draft) => {
      draft.enrichment = { ...draft.enrichment, providers: ['fast', 'slow'], deadline };
      draft.suppression.recentlyEnrolledWithin = 0;
    },
  });
});
afterAll(() => office?.close());
beforeEach(() => {
  for (const provider of [fast, slow]) Object.assign(provider, { asked: 0, aborted: 0, answer: () => nobody });
});

let count = 0;
/** Says no more than who they are. */
function stranger(): Partial<SignalInput> {
  count += 1;
  return { person: { email: `christine.darden${count}@orbit-${count}.example`, firstName: 'Christine', lastName: 'Darden' }, company: {} };
}
async function enriched(change: Partial<SignalInput>) {
  const signal = demoRequest(change);
  const handle = await office.takeIn(signal);
  const offer = await office.offered(handle);
  const verdict = await office.db.verdict.findFirstOrThrow({ where: { signalId: signal.id, kind: 'enriched' } });
  const note = await office.db.timelineEntry.findUniqueOrThrow({ where: { key: `${signal.id}:enriched` } });
  const { missing, providers } = verdict.result as { missing: string[]; providers: { provider: string; result: string }[] };
  const fit = await office.db.verdict.findFirst({ where: { signalId: signal.id, kind: 'fit' } });
  return {
    ...offer,
    handle,
    missing,
    said: providers.map(({ provider, result }) => `${provider} ${result}`),
    text: note.text,
    tookMs: note.tookMs ?? 0,
    fit: fit?.result as { result: string; missing: string[] },
  };
}

describe('a lead', () => {
  it('is not held beyond the deadline by a slow provider, and the verdict says what is missing', async () => {
    const answersAfterMs = 3_000;
    slow.answer = after(answersAfterMs, known);
    const lead = await enriched(stranger());
    expect(lead.said).toEqual(['fast not-found', 'slow late']);
    expect(lead.tookMs).toBeGreaterThanOrEqual(deadline - 5);
    expect(lead.tookMs).toBeLessThan(answersAfterMs);
    expect(lead.missing).toEqual(expect.arrayContaining(['company.employees', 'company.country', 'person.title']));
    expect(lead.text).toContain('slow did not answer in time; still missing:');
    expect(lead.fit).toMatchObject({ result: 'unknown', missing: expect.arrayContaining(['company.employees']) });
    await after(answersAfterMs, known)(); // its late answer counts as a success: not among the failures of another test
  });

  it('whose slow provider answers late is known at once the next time', async () => {
    slow.answer = after(600, known);
    const they = stranger();
    const { handle } = await enriched(they);
    await handle.cancel();
    await handle.result();
    const keyHash = hashOfKey(they.person!.email!);
    await eventually(() =>
      office.db.enrichmentCache.findUniqueOrThrow({ where: { provider_keyHash: { provider: 'slow', keyHash }, found: true } }),
    );
    const again = await enriched(they); // a later pursuit of theirs
    expect(again.said).toEqual(['fast not-found', 'slow found']);
    expect(slow.asked).toBe(1);
    expect(again.missing).not.toContain('company.employees');
  });

  it('goes on with what one provider knows while the other fails', async () => {
    fast.answer = () => known;
    slow.answer = () => {
      throw new Error('503 Service Unavailable');
    };
    const lead = await enriched(stranger());
    expect(lead.said).toEqual(['fast found', 'slow failed']);
    expect(lead.missing).not.toContain('company.employees');
    const facts = await office.db.leadFact.findMany({ where: { leadId: lead.leadId, source: 'enrichment:fast' } });
    expect(facts.map(({ field }) => field)).toEqual(expect.arrayContaining(['company.employees', 'person.seniority']));
  });

  it.each([
    ['nothing at all', undefined],
    ['text', 'an HTML page'],
    ['no objects', { found: true, person: null, company: null }],
    [
      'wrong types',
      {
        found: true,
        person: { title: 7, seniority: ['vp'], email: {} },
        company: { employees: 'many', country: null, technologies: 'all' },
      },
    ],
    ['words too long to store', { found: true, person: { title: 'x'.repeat(1_000_000) }, company: { name: 'y'.repeat(1_000_000) } }],
    ['keys that nobody asked for', { found: true, person: { __proto__: { admin: true }, constructor: 'x' }, company: { employees: -5 } }],
  ])('is not harmed by a provider that answers %s', async (_, nonsense) => {
    fast.answer = () => nonsense as never;
    slow.answer = () => known;
    const lead = await enriched(stranger());
    expect(lead.said[1]).toBe('slow found');
    expect(lead.missing).not.toContain('company.employees');
    const [size] = await office.db.$queryRaw<
      { largest: number }[]
    >`SELECT max(length(value::text))::int AS largest FROM lead_fact WHERE lead_id = ${lead.leadId}::uuid`;
    expect(size!.largest).toBeLessThan(10_000);
    await office.settled(lead.leadId);
  });

  it('is not kept waiting at all by a provider that keeps failing: it is left alone', async () => {
    slow.answer = () => {
      throw new Error('503');
    };
    const said: (string | undefined)[] = [];
    for (let nth = 0; nth < 10 && said.at(-1) !== 'slow breaker-open'; nth++) said.push((await enriched(stranger())).said[1]);
    expect(said.filter((each) => each === 'slow failed').length).toBeGreaterThanOrEqual(5);
    const { asked } = slow;
    const lead = await enriched(stranger());
    expect(lead.said[1]).toBe('slow breaker-open');
    expect(slow.asked).toBe(asked);
    expect(lead.text).toContain('slow is left alone, since it kept failing');
  });
});
