import { expect, it } from 'vitest';
import { Problem } from '../problems/problem.js';
import { pageOfRows, readCursor } from './page.js';

const row = (n: number) => ({ id: `0198a3c2-0000-7000-8000-00000000000${n}`, at: new Date(Date.UTC(2026, 10, 21, 9, 0, n, 7)) });
const pageOf = (rows: ReturnType<typeof row>[], limit: number) =>
  pageOfRows(
    rows,
    limit,
    ({ id }) => id,
    (last) => last,
  );

it('a page ends where the next one begins', () => {
  const page = pageOf([row(3), row(2), row(1)], 2);
  expect(page.items).toEqual([row(3).id, row(2).id]);
  expect(readCursor(page.nextCursor!)).toEqual(row(2));
});

it('the last page says so', () => {
  expect(pageOf([row(2), row(1)], 2).nextCursor).toBeNull();
  expect(pageOf([], 2)).toEqual({ items: [], nextCursor: null });
});

it('no cursor is the first page', () => {
  expect(readCursor(undefined)).toBeUndefined();
});

it.each(['', 'x', '%', '!!!!', Buffer.from("1.';drop table lead").toString('base64url'), 'A'.repeat(300)])(
  '%j is refused with the name of the field',
  (cursor) => {
    expect(() => readCursor(cursor)).toThrow(Problem);
    expect(() => readCursor(cursor)).toThrow(/cursor/);
  },
);
