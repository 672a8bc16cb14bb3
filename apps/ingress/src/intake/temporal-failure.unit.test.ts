import { ServiceError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { kindOfTemporalFailure } from './temporal-failure.js';

const grpc = (code: number) =>
  new ServiceError('Failed to start Workflow', { cause: Object.assign(new Error('grpc'), { code, details: '', metadata: {} }) });

describe('a failed start', () => {
  it.each([
    ['no connection', grpc(14), 'down'],
    ['no permission', grpc(7), 'down'],
    ['no credentials', grpc(16), 'down'],
    ['no answer in time', grpc(4), 'silent'],
    ['too many requests', grpc(8), 'silent'],
    ['an id that is too long', grpc(3), 'signal'],
    ['a fault in our own code', new TypeError('x'), 'signal'],
  ])('by %s is judged', (_, error, kind) => {
    expect(kindOfTemporalFailure(error)).toBe(kind);
  });
});
