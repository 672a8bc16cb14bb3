import { expect, it } from 'vitest';
import { statementNames } from './statement-names.js';

it('gives the same statement the same name, and another one another', () => {
  const nameOf = statementNames();
  const first = nameOf({ sql: 'SELECT 1' });
  expect(nameOf({ sql: 'SELECT 2' })).not.toBe(first);
  expect(nameOf({ sql: 'SELECT 1' })).toBe(first);
});

it('lets statements beyond the first few hundred go without, and keeps those it knows', () => {
  const nameOf = statementNames();
  const first = nameOf({ sql: 'SELECT 0' });
  for (let count = 1; count < 1_000; count++) nameOf({ sql: `SELECT ${count}` });
  expect(nameOf({ sql: 'SELECT 1001' })).toBe('');
  expect(nameOf({ sql: 'SELECT 0' })).toBe(first);
});
