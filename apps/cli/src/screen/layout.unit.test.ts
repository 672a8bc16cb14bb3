import { describe, expect, it } from 'vitest';

import { cut, hang, table, widthOf, wrap } from './layout.js';

describe('the layout of a screen', () => {
  it('counts columns as a terminal does: none for colours, two for a Chinese character', () => {
    expect([widthOf('Ada'), widthOf('\u001b[31mAda\u001b[39m'), widthOf('李明'), widthOf('Zoë')]).toEqual([3, 3, 4, 3]);
  });

  it('breaks between words and keeps an address whole, so that it can be copied', () => {
    expect(wrap('see http://localhost:3000/signals/0198a3c2 for it', 20)).toEqual([
      'see',
      'http://localhost:3000/signals/0198a3c2',
      'for it',
    ]);
  });

  it('begins further lines under the first', () => {
    expect(hang('  fit  ', 'fits whom we sell to, as far as anybody knows', 31)).toEqual([
      '  fit  fits whom we sell to, as',
      '       far as anybody knows',
    ]);
  });

  it('cuts the last column of a table, and no other', () => {
    const rows = [
      ['Ada King', 'waiting', 'Analytical Engines Ltd'],
      ['Jo', 'taken', 'X'],
    ];
    expect(table(rows, 36)).toEqual(['  Ada King  waiting  Analytical Eng…', '  Jo        taken    X']);
  });

  it('never cuts half a character', () => {
    expect(cut('李明李明', 5)).toBe('李明…');
  });
});
