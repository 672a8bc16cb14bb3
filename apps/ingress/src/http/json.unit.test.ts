import { describe, expect, it } from 'vitest';
import { parseJson } from './json.js';

const problemOf = (body: string | Uint8Array) => {
  try {
    parseJson(typeof body === 'string' ? Buffer.from(body) : body);
    return 'taken';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('JSON from outside', () => {
  it('keeps integers that are larger than a number can be, as their digits', () => {
    expect(parseJson('{"a":9007199254740993,"b":-9007199254740993,"c":9007199254740991,"d":1.5,"e":1e3}')).toEqual({
      a: '9007199254740993',
      b: '-9007199254740993',
      c: 9_007_199_254_740_991,
      d: 1.5,
      e: 1_000,
    });
  });

  it.each([
    ['nothing', '', 'invalid-json'],
    ['spaces', '  ', 'invalid-json'],
    ['half a text', '{"a":', 'invalid-json'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'invalid-text'],
    ['deep nesting', `${'['.repeat(100)}${']'.repeat(100)}`, 'too-deep'],
    ['a megabyte of brackets', '['.repeat(1_000_000), 'invalid-json'],
    ['half a megabyte of balanced brackets', `${'['.repeat(500_000)}${']'.repeat(500_000)}`, 'too-deep'],
    ['very many values', `[${'1,'.repeat(100_001)}1]`, 'too-deep'],
    ['a key that reaches the prototype', '{"a":{"__proto__":{"admin":true}}}', 'refused-key'],
    ['the same, escaped', '{"\\u005f_proto__":1}', 'refused-key'],
    ['a constructor key', '{"constructor":{"prototype":{}}}', 'refused-key'],
    ['a number beyond all numbers', '{"a":1e999}', 'invalid-json'],
    ['what engines say and JSON does not', '{"a":NaN}', 'invalid-json'],
  ])('is refused as a problem when it is %s', (_, body, code) => {
    expect(problemOf(body)).toBe(code);
  });

  it('never repeats what was sent', () => {
    expect(() => parseJson('{"email":"ada@lovelace.example",}')).toThrow(/^The body is not valid JSON( \(at character \d+\))?\.$/);
  });

  it('may be any JSON, with a byte order mark', () => {
    expect(parseJson(Buffer.from('\ufeff[1,"a",null,true]'))).toEqual([1, 'a', null, true]);
    expect(Object.prototype).not.toHaveProperty('admin');
  });
});
