import { describe, expect, it } from 'vitest';
import { DeadlineExceeded } from '../http/deadline.js';
import { kindOfFailure } from './postgres-failure.js';

const prismaError = (originalCode?: string) =>
  Object.assign(new Error('Raw query failed'), { code: 'P2010', meta: { driverAdapterError: { cause: { originalCode } } } });

describe('a failed statement', () => {
  it.each([
    ['refused connections', prismaError(undefined), 'down'],
    ['an administrator ending the connection', prismaError('57P01'), 'down'],
    ['a server that is starting up', prismaError('57P03'), 'down'],
    ['no more connections', prismaError('53300'), 'down'],
    ['a database that is not migrated', prismaError('42P01'), 'down'],
    ['anything unheard of', new TypeError('fetch failed'), 'down'],
    ['no answer in time', new DeadlineExceeded('Postgres did not answer'), 'silent'],
    ['a statement that took too long', prismaError('57014'), 'silent'],
    ['no free connection', new Error('timeout exceeded when trying to connect'), 'silent'],
    ['no free transaction', Object.assign(new Error('Transaction API error'), { code: 'P2028', meta: {} }), 'silent'],
    ['a deadlock', prismaError('40P01'), 'silent'],
    ['a character that cannot be stored', prismaError('22P05'), 'data'],
    ['a value that is missing', prismaError('23502'), 'data'],
  ])('by %s is judged', (_, error, kind) => {
    expect(kindOfFailure(error)).toBe(kind);
  });
});
