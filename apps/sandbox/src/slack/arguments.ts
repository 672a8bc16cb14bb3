import { isObject, parseJson, type JsonValue } from '../json.js';
import type { VendorCall } from '../vendor.js';

/** Arguments of a Web API call: from the query, a form or a JSON object, where structured ones may come as JSON in a text. */
export class SlackArguments {
  readonly #given: Map<string, JsonValue>;

  private constructor(given: Map<string, JsonValue>) {
    this.#given = given;
  }

  static from(call: VendorCall): { ok: true; given: SlackArguments } | { ok: false; error: string } {
    const given = new Map<string, JsonValue>(call.query);
    if (call.body !== '') {
      if (call.contentType.includes('application/json')) {
        const parsed = parseJson(call.body);
        if (!parsed.ok) return { ok: false, error: 'invalid_json' };
        if (!isObject(parsed.value)) return { ok: false, error: 'json_not_object' };
        for (const [name, value] of Object.entries(parsed.value)) if (value !== undefined) given.set(name, value);
      } else if (call.contentType.includes('application/x-www-form-urlencoded')) {
        for (const [name, value] of new URLSearchParams(call.body)) given.set(name, value);
      } else return { ok: false, error: 'invalid_post_type' };
    }
    return { ok: true, given: new SlackArguments(given) };
  }

  has(name: string): boolean {
    return this.#given.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#given.get(name);
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
  }

  flag(name: string): boolean {
    const value = this.#given.get(name);
    return value === true || value === 'true' || value === '1' || value === 1;
  }

  /** @returns undefined when it is there and cannot be read. */
  structured(name: string): JsonValue | undefined {
    const value = this.#given.get(name);
    if (typeof value !== 'string') return value;
    if (value === '') return [];
    const parsed = parseJson(value);
    return parsed.ok ? parsed.value : undefined;
  }
}
