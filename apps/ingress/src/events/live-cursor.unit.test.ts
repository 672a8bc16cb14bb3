import { expect, it } from 'vitest';
import { LiveCursor } from './live-cursor.js';

const nowMs = 1_000_000;

it('asks for what is new when nothing is missing', () => {
  const cursor = new LiveCursor(7n, [], nowMs);
  cursor.saw([8n, 9n], nowMs);
  expect(cursor).toMatchObject({ highest: 9n, gaps: [], safe: 9n });
});

it('an entry that commits after a later one is still found', () => {
  const cursor = new LiveCursor(7n, [], nowMs);
  cursor.saw([10n], nowMs);
  expect(cursor).toMatchObject({ highest: 10n, gaps: [8n, 9n], safe: 7n });
  cursor.saw([9n], nowMs + 250);
  expect(cursor).toMatchObject({ gaps: [8n], safe: 7n });
  cursor.saw([8n], nowMs + 500);
  expect(cursor).toMatchObject({ highest: 10n, gaps: [], safe: 10n });
});

it('a number that was never used is given up after ten seconds', () => {
  const cursor = new LiveCursor(7n, [], nowMs);
  cursor.saw([9n], nowMs);
  cursor.saw([], nowMs + 9_999);
  expect(cursor.gaps).toEqual([8n]);
  cursor.saw([], nowMs + 10_000);
  expect(cursor).toMatchObject({ gaps: [], safe: 9n });
});

it('what was missing at the start is looked for too', () => {
  const cursor = new LiveCursor(7n, [5n], nowMs);
  expect(cursor.safe).toBe(4n);
  cursor.saw([5n], nowMs);
  expect(cursor.safe).toBe(7n);
});

it('a jump of a million numbers costs neither memory nor time', () => {
  const cursor = new LiveCursor(0n, [], nowMs);
  cursor.saw([1_000_000n], nowMs);
  expect(cursor.gaps.length).toBeLessThanOrEqual(2_000);
  expect(cursor.highest).toBe(1_000_000n);
});
