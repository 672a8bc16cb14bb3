import { openLog } from '@firstline/platform/log/log';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreGate } from './store-gate.js';

const log = openLog({ name: 'test', level: 'silent' });

describe('the gate before a store', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('closes at once when the connection is refused, and opens when the store answers again', async () => {
    let works = false;
    let back = 0;
    const gate = new StoreGate({
      name: 'Postgres',
      log,
      probe: async () => (works ? 1 : Promise.reject(new Error('refused'))),
      onBack: () => (back += 1),
    });
    gate.failed(new Error('refused'));
    expect(gate.isUp).toBe(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(gate.isUp).toBe(false);
    works = true;
    await vi.advanceTimersByTimeAsync(300);
    expect([gate.isUp, back]).toEqual([true, 1]);
    gate.close();
  });

  it('stays open at a busy moment, and closes at the third silence in a row', () => {
    const gate = new StoreGate({ name: 'Postgres', log, probe: () => new Promise(() => undefined) });
    gate.silent(new Error('late'));
    gate.silent(new Error('late'));
    gate.worked();
    gate.silent(new Error('late'));
    gate.silent(new Error('late'));
    expect(gate.isUp).toBe(true);
    gate.silent(new Error('late'));
    expect(gate.isUp).toBe(false);
    gate.close();
  });

  it('asks again even when a question was never answered', async () => {
    let asked = 0;
    const gate = new StoreGate({ name: 'Temporal', log, probe: () => (++asked === 1 ? new Promise(() => undefined) : Promise.resolve()) });
    gate.failed(new Error('gone'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect([asked, gate.isUp]).toEqual([2, true]);
    gate.close();
  });

  it('asks nobody any more once it is closed for good', async () => {
    let asked = 0;
    const gate = new StoreGate({ name: 'Temporal', log, probe: async () => void (asked += 1) });
    gate.failed(new Error('gone'));
    gate.close();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked).toBe(0);
  });
});
