import { describe, expect, it } from 'vitest';
import { clockOf } from './clock.js';

const startMs = Date.UTC(2026, 10, 21, 9, 0);
const dueMs = startMs + 5 * 60_000;
const at = (secondsIn: number) => clockOf({ startMs, dueMs, nowMs: startMs + secondsIn * 1_000 });

describe('the clock of an offer', () => {
  it('is calm at first, amber in the last third, red in the last tenth', () => {
    expect([0, 199, 201, 269, 271].map((seconds) => at(seconds).mood)).toEqual(['calm', 'calm', 'soon', 'soon', 'urgent']);
  });
  it('says overdue, and by how much, from the very instant', () => {
    expect(at(300)).toMatchObject({ mood: 'overdue', text: 'overdue by 0:00', left: 0 });
    expect(at(372)).toMatchObject({
      mood: 'overdue',
      text: 'overdue by 1:12',
      short: '1:12 over',
      spoken: 'overdue by 1 minute 12 seconds',
    });
  });
  it('never shows zero while there is time left', () => {
    expect(at(299.9).text).toBe('0:01');
    expect(at(28).text).toBe('4:32');
  });
  it('is full before it starts and survives an offer with no length', () => {
    expect(at(-10).left).toBe(1);
    expect(clockOf({ startMs, dueMs: startMs, nowMs: startMs }).mood).toBe('overdue');
  });
});
