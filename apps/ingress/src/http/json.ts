import { Problem } from '../problems/problem.js';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

// A genuine webhook is four or five levels deep and has a few hundred fields; a batch of a thousand has some ten thousand.
const MAX_DEPTH = 32;
const MAX_VALUES = 100_000;
const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Problem `invalid-text` */
export function textOf(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new Problem('invalid-text', 'The body has bytes that are not UTF-8. Encode it as UTF-8 and send it again.');
  }
}

/**
 * Reads JSON from outside. Integers beyond 2^53 come back as their digits, in a string: vendors' ids must not be rounded.
 * @param what names it in a problem: `The body`, `Line 3`
 * @throws Problem: not UTF-8, not JSON, too deep, too large, or with keys that could reach an object's prototype
 */
export function parseJson(body: Uint8Array | string, what = 'The body'): Json {
  const text = typeof body === 'string' ? body : textOf(body);
  if (text.trim() === '') throw new Problem('invalid-json', `${what} is empty; it must be JSON.`);
  const value = read(text, what);
  return inspect(value, what).rounded ? (JSON.parse(text, losslessly as (key: string, value: unknown) => unknown) as Json) : value;
}

function read(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    // The engine's message may quote the body, so only the position is told.
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    const place = at === undefined ? '' : ` (at character ${Number(at) + 1})`;
    throw new Problem('invalid-json', `${what} is not valid JSON${place}.`);
  }
}

/** Walks without recursion: the depth is the sender's choice until it is checked. */
function inspect(root: Json, what: string): { rounded: boolean } {
  let rounded = false;
  let values = 0;
  let level: Json[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new Problem('too-deep', `${what} is nested deeper than ${MAX_DEPTH} levels.`);
    values += level.length;
    if (values > MAX_VALUES) throw new Problem('too-deep', `${what} has more than ${MAX_VALUES} values. Send fewer items at once.`);
    const below: Json[] = [];
    for (const value of level) {
      if (typeof value === 'number') {
        if (!Number.isFinite(value)) throw new Problem('invalid-json', `${what} has a number that is too large.`);
        rounded ||= Number.isInteger(value) && !Number.isSafeInteger(value);
      } else if (Array.isArray(value)) {
        for (const item of value) below.push(item);
      } else if (value !== null && typeof value === 'object') {
        for (const key of Object.keys(value)) {
          if (REFUSED_KEYS.has(key)) throw new Problem('refused-key', `${what} has the key "${key}", which is refused. Rename it.`);
          below.push(value[key] as Json);
        }
      }
    }
    level = below;
  }
  return { rounded };
}

function losslessly(_key: string, value: unknown, context: { source?: string }): unknown {
  const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded && context.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value;
}
