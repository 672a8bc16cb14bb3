import type { ConnectionOf } from '@firstline/domain/connections/connections.schema';
import { signalInputSchema } from '@firstline/domain/signal/signal';
import { parseJson, textOf } from '../../http/json.js';
import { Problem } from '../../problems/problem.js';
import { fieldOf, fieldProblems } from '../../problems/field-problems.js';
import type { CreateSource, Item, RawRequest } from '../source.js';

// A thousand signals are half a megabyte and a second of work; more at once would only make the sender wait longer for its answer.
const MAX_ITEMS = 1_000;

export const lineTypes = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];
export const canonicalTypes = ['application/json', ...lineTypes];

/** Our own shape. It has no signature: the key of `POST /v1/signals` says who sends, so its webhook address takes nothing. */
export const canonical: CreateSource<ConnectionOf<'canonical'>> = () => ({
  mediaTypes: canonicalTypes,
  refuses: 'aloud',
  verify: () => ({
    ok: false,
    because: 'missing-signature',
    detail: 'Send these signals to POST /v1/signals, with a key that belongs to this connection.',
  }),
  normalise: (request) => readSignals(request).items,
});

/** One signal, an array, or a line for each. A bad one among many is refused by itself and never loses the others. */
export function readSignals(request: RawRequest): { items: Item[]; many: boolean } {
  if (lineTypes.includes(request.mediaType)) return { items: readLines(textOf(request.body)), many: true };
  const body = parseJson(request.body);
  if (!Array.isArray(body)) return { items: [itemOf(body, '')], many: false };
  if (body.length > MAX_ITEMS) throw tooMany(body.length);
  return { items: body.map((signal, at) => itemOf(signal, String(at))), many: true };
}

function readLines(text: string): Item[] {
  const lines = text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [{ line, number: at + 1 }]));
  if (lines.length > MAX_ITEMS) throw tooMany(lines.length);
  return lines.map(({ line, number }, at) => {
    try {
      return itemOf(parseJson(line, `Line ${number}`), String(at));
    } catch (error) {
      if (error instanceof Problem) return { is: 'refused', because: 'invalid', path: String(at), reason: error.message };
      throw error;
    }
  });
}

function itemOf(value: unknown, within: string): Item {
  const parsed = signalInputSchema.safeParse(value);
  if (parsed.success) return { is: 'signal', signal: parsed.data };
  const { issues } = parsed.error;
  const [first] = issues;
  return {
    is: 'refused',
    because: 'invalid',
    path: first ? fieldOf(first, within) : within,
    reason: first?.message ?? 'is not a signal',
    errors: fieldProblems(issues),
  };
}

const tooMany = (count: number) =>
  new Problem('body-too-large', `${count} signals at once; at most ${MAX_ITEMS} are taken. Send them in several requests.`);
