import { Problem } from '../../problems/problem.js';
import { parseJson, textOf } from '../../http/json.js';
import { isRecord } from '../lenient.js';
import type { RawRequest } from '../source.js';

// Long questionnaires have some fifty fields.
const MAX_FIELDS = 300;
const MAX_REPEATS = 50;
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** The fields of a post, whichever way the browser wrote them. A field that comes several times (checkboxes) is a list. */
export async function fieldsOf(request: RawRequest): Promise<Record<string, unknown>> {
  if (request.mediaType === 'application/json') {
    const body = parseJson(request.body);
    if (!isRecord(body)) throw new Problem('invalid-json', 'The body must be an object with the fields of the form.');
    if (Object.keys(body).length > MAX_FIELDS) throw tooMany();
    return body;
  }
  if (request.mediaType === 'multipart/form-data') return gather(await multipart(request));
  return gather(new URLSearchParams(textOf(request.body)));
}

async function multipart(request: RawRequest): Promise<Iterable<[string, string | Blob]>> {
  try {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    return await new Response(new Uint8Array(request.body), { headers }).formData();
  } catch {
    throw new Problem('invalid-request', 'The body is not valid multipart/form-data: check the boundary, and that nothing is cut off.');
  }
}

function gather(entries: Iterable<[string, string | Blob]>): Record<string, unknown> {
  const fields = new Map<string, unknown[]>();
  for (const [name, value] of entries) {
    if (refusedKeys.has(name)) throw new Problem('refused-key', `The form has the field "${name}", which is refused. Rename it.`);
    const values = fields.get(name) ?? [];
    // A file is noted, not kept: nobody routes a lead by it.
    if (values.length < MAX_REPEATS) values.push(typeof value === 'string' ? value : { bytes: value.size, contentType: value.type });
    fields.set(name, values);
    if (fields.size > MAX_FIELDS) throw tooMany();
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

const tooMany = () => new Problem('too-deep', `The form has more than ${MAX_FIELDS} fields.`);
