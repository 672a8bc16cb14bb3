export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
/** Absent and `undefined` are the same on the wire. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** Deeper than any vendor's payload, and far from where `JSON.stringify` runs out of stack. */
const DEEPEST = 64;

/** Parses JSON that a stranger sent. Too deep counts as not JSON, so that whatever is kept can be printed again. */
export function parseJson(text: string): { ok: true; value: JsonValue } | { ok: false; because: string } {
  if (depthOf(text) > DEEPEST) return { ok: false, because: `nested deeper than ${DEEPEST}` };
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    return { ok: false, because: 'not valid JSON' };
  }
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}

/** A text, or nothing: what is not a text was never meant to be shown as one. */
export const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** Cuts between characters, never inside one that takes two UTF-16 units. */
export const firstCharacters = (text: string, most: number): string =>
  text.length <= most
    ? text
    : Array.from(text.slice(0, most * 2))
        .slice(0, most)
        .join('');

export const charactersIn = (text: string): number => Array.from(text).length;
