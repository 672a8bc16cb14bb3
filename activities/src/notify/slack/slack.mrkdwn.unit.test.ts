import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, instant, link, plain } from './slack.mrkdwn.js';

const decoded = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
/** Characters that people's keyboards and attackers' scripts produce. */
const anything = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.stringMatching(/^[<>&!@#|*_~`\s\w]{0,400}$/),
);

describe('foreign words in Slack', () => {
  it.each([
    ['<!channel> now', '&lt;!channel&gt; now'],
    ['<@U123> & co', '&lt;@U123&gt; &amp; co'],
    ['<https://evil.example|Your bank>', '&lt;https://evil.example|Your bank&gt;'],
    ['already &lt; escaped', 'already &amp;lt; escaped'],
    ['line one\r\nline two\u2028line three', 'line one line two line three'],
    ['right\u202eto left', 'right to left'],
    ['zero\u200bwidth \ufeff', 'zero width'],
    ['  spaces   within  ', 'spaces within'],
    ['Zoë Łukasz 王 🚀', 'Zoë Łukasz 王 🚀'],
  ])('%j is written %j', (text, expected) => expect(escaped(text)).toBe(expected));

  it('never hold a control character of Slack, a line break, or more than is allowed', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 10, max: 200 }), (text, most) => {
        const result = escaped(text, most);
        expect(result.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&\r\n\u2028\u202e]/);
        expect(result.length).toBeLessThanOrEqual(most);
      }),
      { numRuns: 500 },
    );
  });

  it('stay what they were where nothing had to go', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[<>&!@#|*_~`\w]{0,60}$/), (text) => {
        expect(decoded(escaped(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('are counted in characters where Slack counts characters', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 150 }), (text, most) => {
        expect([...plain(text, most)].length).toBeLessThanOrEqual(most);
      }),
      { numRuns: 300 },
    );
    expect(plain('<Ada> & co', 150)).toBe('<Ada> & co');
    expect(plain('🚀'.repeat(10), 4)).toBe('🚀🚀🚀…');
  });
});

describe('what we write ourselves', () => {
  it('shows an instant in the reader’s zone', () => {
    expect(instant('2026-11-21T18:03:00.000Z')).toBe('<!date^1795284180^{time}, {date_short_pretty}|2026-11-21 18:03 UTC>');
  });
  it('makes links that nothing in them can close', () => {
    expect(link('https://firstline.example/a b|c>', 'Open')).toBe('<https://firstline.example/a%20b%7Cc%3E|Open>');
  });
});
