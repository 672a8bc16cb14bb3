import type { Page } from '@firstline/domain/api/list.schema';
import { describe, expect, it } from 'vitest';
import { mergeHead, rowsAbove } from './merge-head.js';

interface Row {
  id: string;
  at: string;
  stage?: string;
}
/** `row('g')` arrived at "g": later letters are newer. */
const row = (id: string, at = id): Row => ({ id, at });
const page = (ids: string, nextCursor: string | null): Page<Row> => ({ items: [...ids].map((id) => row(id)), nextCursor });
const merged = (pages: Page<Row>[], fresh: Page<Row>) => mergeHead(pages, fresh, (one) => one.at);
const ids = (pages: Page<Row>[]) => pages.flatMap((one) => one.items.map((item) => item.id)).join('');

describe('a live list', () => {
  const pages = [page('gfe', 'e'), page('dcb', 'b')];

  it('puts what is new in front and keeps what was read before', () => {
    const after = merged(pages, page('ihg', 'g'));
    expect(ids(after)).toBe('ihgfedcb');
    expect(after.at(-1)?.nextCursor).toBe('b');
  });
  it('shows the new state of a row it already has', () => {
    const after = merged(pages, { items: [{ ...row('g'), stage: 'taken' }, row('f'), row('e')], nextCursor: 'e' });
    expect(after[0]?.items[0]?.stage).toBe('taken');
    expect(ids(after)).toBe('gfedcb');
  });
  it('drops a row that no longer matches the filter', () => {
    expect(ids(merged(pages, page('ged', 'd')))).toBe('gedcb');
  });
  it('moves a row from far down to the front without losing those between', () => {
    const fresh = { items: [row('b', 'j'), row('g'), row('f')], nextCursor: 'f' };
    expect(ids(merged(pages, fresh))).toBe('bgfedc');
  });
  it('begins again when more arrived than one page holds', () => {
    expect(ids(merged(pages, page('zyx', 'x')))).toBe('zyx');
  });
  it('becomes empty when nothing matches any more', () => {
    expect(ids(merged(pages, { items: [], nextCursor: null }))).toBe('');
  });
  it('counts what it holds back from a reader: new rows, and rows that would move', () => {
    expect(rowsAbove(pages, page('ihg', 'g'))).toBe(2);
    expect(rowsAbove(pages, page('gfe', 'e'))).toBe(0);
    expect(rowsAbove(pages, page('egf', 'f'))).toBe(1);
    expect(rowsAbove(pages, page('gef', 'f'))).toBe(1);
    expect(rowsAbove(pages, page('zyx', 'x'))).toBe(3);
  });
  it('holds nothing back when a row only left the end of the page', () => {
    expect(rowsAbove([page('gfe', null)], page('gf', null))).toBe(0);
  });
});
