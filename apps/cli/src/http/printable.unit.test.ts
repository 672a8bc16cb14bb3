import { describe, expect, it } from 'vitest';

import { printable } from './printable.js';

describe('what strangers typed', () => {
  it('cannot steer the terminal it is printed on', () => {
    const name = '\u001b]0;owned\u0007Ada \u001b[2JKing\u009b31m \u202egnik';
    expect(printable({ items: [{ name, n: 1, none: null }] })).toEqual({
      items: [{ name: ']0;ownedAda [2JKing31m gnik', n: 1, none: null }],
    });
  });

  it('keeps its lines, and letters of every script', () => {
    expect(printable('one\n\ttwo 李明 Zoë')).toBe('one\n\ttwo 李明 Zoë');
  });
});
