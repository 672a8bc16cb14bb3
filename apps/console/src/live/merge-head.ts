import type { Page } from '@firstline/domain/api/list.schema';

interface Row {
  id: string;
}

/**
 * Brings a list that was read page by page up to date with a fresh first page, without reading the others again.
 * Rows of the fresh page replace ours; a row of ours that belongs among them and is missing no longer matches the filter.
 * @param sortKey what the list is ordered by, newest first, comparable as text
 */
export function mergeHead<T extends Row>(pages: Page<T>[], fresh: Page<T>, sortKey: (row: T) => string): Page<T>[] {
  if (fresh.nextCursor === null) return [fresh];
  const last = fresh.items.at(-1);
  const known = pages.flatMap((page) => page.items);
  const freshIds = new Set(fresh.items.map((row) => row.id));
  // Nothing in common: more has arrived than one page holds, so what we have would leave a gap.
  if (last === undefined || !known.some((row) => freshIds.has(row.id))) return [fresh];
  const edge = sortKey(last);
  const kept = pages.map((page) => ({ ...page, items: page.items.filter((row) => !freshIds.has(row.id) && sortKey(row) <= edge) }));
  const [first, ...older] = kept;
  return [{ items: [...fresh.items, ...(first?.items ?? [])], nextCursor: first?.nextCursor ?? fresh.nextCursor }, ...older];
}

/**
 * How many rows would come in above what is shown first, whether new or moved up; 0 when the fresh page reads exactly as ours does.
 * A reader's list waits with these until they are done.
 */
export function rowsAbove<T extends Row>(pages: Page<T>[], fresh: Page<T>): number {
  const known = pages.flatMap((page) => page.items.map((row) => row.id));
  if (fresh.items.every((row, index) => row.id === known[index])) return 0;
  const top = fresh.items.findIndex((row) => row.id === known[0]);
  return top === -1 ? fresh.items.length : Math.max(1, top);
}
