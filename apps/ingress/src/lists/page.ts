import { Problem } from '../problems/problem.js';
import type { Page } from '@firstline/domain/api/list.schema';

/** The last row a reader has seen. Lists are ordered by an instant, newest first, then by id. */
export interface After {
  at: Date;
  id: string;
}

const encode = ({ at, id }: After): string => Buffer.from(`${at.getTime().toString(36)}.${id}`).toString('base64url');

/** @throws Problem naming the parameter when the text is no cursor of ours */
export function readCursor(cursor: string | undefined): After | undefined {
  if (cursor === undefined) return undefined;
  const [, at, id] = /^([0-9a-z]{1,10})\.([\x21-\x7e]{1,200})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const date = new Date(Number.parseInt(at ?? '', 36));
  if (!id || Number.isNaN(date.getTime())) {
    const message = 'is not a cursor; pass on the nextCursor of the page before, unchanged';
    throw new Problem('invalid-field', `cursor: ${message}.`, { errors: [{ field: 'cursor', message }] });
  }
  return { at: date, id };
}

/** Makes a page of `limit + 1` rows: the extra row only tells that there is more. */
export function pageOfRows<Row, Item>(rows: Row[], limit: number, itemOf: (row: Row) => Item, afterOf: (row: Row) => After): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(itemOf), nextCursor: rows.length > limit && last !== undefined ? encode(afterOf(last)) : null };
}
