// Signals of made-up people, each a lead of its own, sent over HTTP as a caller would.
import { randomUUID } from 'node:crypto';

export function demoRequest() {
  const id = randomUUID().slice(0, 12);
  return {
    eventId: `bench-${id}`,
    type: 'form.submitted',
    occurredAt: new Date().toISOString(),
    person: { email: `lead@firm-${id}.example`, firstName: 'Bea', lastName: id, title: 'VP Sales', seniority: 'vp', country: 'GB' },
    company: { name: `Firm ${id}`, domain: `firm-${id}.example`, country: 'GB', employees: 800, industry: 'Software' },
    properties: { form: 'demo-request', answers: { timeline: 'this quarter' } },
  };
}

/** @returns the signal's id */
export async function send({ url, keys }, signal) {
  const answer = await fetch(`${url}/v1/signals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.ingest}`, 'content-type': 'application/json' },
    body: JSON.stringify(signal),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()).id;
}

/** Waits until all of these were alerted; rows of `receivedAtMs, assignedAtMs, alertedAtMs`. */
export async function alerted(pg, ids, timeoutMs) {
  const untilMs = Date.now() + timeoutMs;
  for (;;) {
    const { rows } = await pg.query(
      `SELECT extract(epoch FROM received_at) * 1000 AS received, extract(epoch FROM assigned_at) * 1000 AS assigned, extract(epoch FROM alerted_at) * 1000 AS alerted
         FROM signal WHERE id = ANY($1::uuid[]) AND alerted_at IS NOT NULL`,
      [ids],
    );
    if (rows.length === ids.length)
      return rows.map(({ received, assigned, alerted: at }) => ({
        receivedAtMs: Number(received),
        assignedAtMs: Number(assigned),
        alertedAtMs: Number(at),
      }));
    if (Date.now() > untilMs) throw new Error(`only ${rows.length} of ${ids.length} signals were alerted within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
