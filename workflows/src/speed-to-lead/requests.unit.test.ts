import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAcknowledge, readOutcome, readReassign, readSnooze } from './requests.js';

const now = Date.UTC(2026, 10, 21, 9, 15);
const byAna = { actor: 'ana-duarte', channel: 'slack' } as const;
const fromTheUi = { actor: 'operator', channel: 'temporal' };

describe('what somebody asks of a workflow', () => {
  it('is read as the console and Slack send it', () => {
    expect(readAcknowledge({ repId: 'ana-duarte', by: byAna })).toEqual({ repId: 'ana-duarte', by: byAna });
    expect(readReassign({ as: 'passed', because: 'busy', by: byAna })).toEqual({ as: 'passed', because: 'busy', by: byAna });
    expect(readSnooze({ untilMs: now + 60_000.4, by: byAna }, now)).toEqual({ untilMs: now + 60_000, by: byAna });
    expect(readOutcome({ outcome: 'won', note: 'at last', by: byAna })).toEqual({ outcome: 'won', note: 'at last', by: byAna });
  });

  it('may be as short as somebody types it into the Temporal UI', () => {
    expect(readAcknowledge({ repId: 'ana-duarte' })).toEqual({ repId: 'ana-duarte', by: fromTheUi });
    expect(readReassign({ toRepId: 'ben-carter' })).toEqual({
      as: 'reassigned',
      toRepId: 'ben-carter',
      because: 'no reason given',
      by: fromTheUi,
    });
    expect(readReassign({})).toEqual({ as: 'reassigned', because: 'no reason given', by: fromTheUi });
    expect(readOutcome({ outcome: 'lost', by: {} })).toEqual({ outcome: 'lost', by: fromTheUi });
  });

  it('says what is wrong with it', () => {
    expect(() => readAcknowledge(undefined)).toThrow('give one JSON object, such as {"repId": "ana-duarte"}');
    expect(() => readAcknowledge({ repId: 'Ana Duarte' })).toThrow('repId must be the id of a team member, such as ana-duarte');
    expect(() => readReassign({ as: 'given' })).toThrow('as must be "passed" or "reassigned"');
    expect(() => readSnooze({ untilMs: '14:05' }, now)).toThrow('untilMs must be an instant in milliseconds since 1970');
    expect(() => readSnooze({ untilMs: now + 400 * 86_400_000 }, now)).toThrow('31 days');
    expect(() => readOutcome({ outcome: 'great' })).toThrow('outcome must be one of meeting-booked, reached');
  });

  it('keeps no more words than a history should hold', () => {
    expect(readReassign({ because: 'x'.repeat(100_000) }).because.length).toBe(2_000);
  });

  it('is never more than what it should be, whatever was sent, and a refusal never stops the workflow', () => {
    const readers = [readAcknowledge, readReassign, (given: unknown) => readSnooze(given, now), readOutcome];
    fc.assert(
      fc.property(
        fc.anything({ maxDepth: 3, withBigInt: true, withDate: true, withNullPrototype: true }),
        fc.constantFrom(...readers),
        (given, read) => {
          try {
            const asked = read(given);
            expect(JSON.parse(JSON.stringify(asked))).toEqual(asked);
          } catch (error) {
            expect(error).toBeInstanceOf(ApplicationFailure);
            expect((error as ApplicationFailure).nonRetryable).toBe(true);
          }
        },
      ),
      { seed: 20_261_121, numRuns: 1_000 },
    );
  });
});
