import { describe, expect, it } from 'vitest';
import { openHealth } from './health.js';

const works = async () => 'yes';
const down = async () => {
  throw new Error('connect ECONNREFUSED postgres://ana:hunter2@db:5432/x\n  at line 2');
};

describe('health', () => {
  it('names the part that is down, without its address', async () => {
    const report = await openHealth({ parts: { postgres: down, temporal: works } }).check();
    expect(report).toMatchObject({
      ok: false,
      parts: { postgres: { ok: false, says: 'connect ECONNREFUSED [address]' }, temporal: { ok: true } },
    });
  });

  it('is ready with one of two stores when one suffices', async () => {
    expect((await openHealth({ parts: { postgres: down, temporal: works }, needed: 'any' }).check()).ok).toBe(true);
    expect((await openHealth({ parts: { postgres: down, temporal: down }, needed: 'any' }).check()).ok).toBe(false);
  });

  it('does not wait for a part that never answers, even one that ignores its deadline', async () => {
    const report = await openHealth({ parts: { temporal: () => new Promise(() => undefined), postgres: works }, timeoutMs: 20 }).check();
    expect(report.parts).toMatchObject({ temporal: { ok: false, says: 'no answer within 20 ms' }, postgres: { ok: true } });
  });

  it('counts a check that throws at once as down', async () => {
    const report = await openHealth({
      parts: {
        odd: () => {
          throw new TypeError('no client');
        },
      },
    }).check();
    expect(report.parts['odd']).toMatchObject({ ok: false, says: 'no client' });
  });

  it('asks once for many probes at the same time, and again later', async () => {
    let asked = 0;
    let clock = 0;
    const health = openHealth({ parts: { postgres: async () => void asked++ }, freshMs: 500, now: () => clock });
    await Promise.all([health.check(), health.check(), health.check()]);
    expect(asked).toBe(1);
    clock = 501;
    await health.check();
    expect(asked).toBe(2);
  });
});
