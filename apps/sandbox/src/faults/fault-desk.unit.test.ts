import { describe, expect, it } from 'vitest';
import { parseFault, type Fault } from './fault.js';
import { FaultDesk } from './fault-desk.js';

const usual = { ms: 20, jitterMs: 40 };
const meet = (desk: FaultDesk, path = '/api/chat.postMessage', nowMs = 0) => desk.meet('slack', { path, usual, nowMs });
const deskWith = (fault: Fault): FaultDesk => {
  const desk = new FaultDesk('none');
  desk.set('slack', fault);
  return desk;
};

describe('a vendor that is well', () => {
  it('takes its usual time, or none', () => {
    const realistic = new FaultDesk('realistic');
    for (let call = 1; call <= 100; call++) {
      const { latencyMs, meets } = meet(realistic);
      expect(meets).toBe('nothing');
      expect(latencyMs).toBeGreaterThanOrEqual(20);
      expect(latencyMs).toBeLessThanOrEqual(60);
    }
    expect(meet(new FaultDesk('none')).latencyMs).toBe(0);
  });
});

describe('a fault', () => {
  it('is over after its times, and tells how many are left', () => {
    const desk = deskWith({ mode: 'hang', times: 2 });
    expect(meet(desk).meets).toBe('hang');
    expect(desk.current('slack')).toEqual({ mode: 'hang', times: 1 });
    expect(meet(desk).meets).toBe('hang');
    expect(meet(desk).meets).toBe('nothing');
    expect(desk.current('slack')).toEqual({});
  });

  it('does not count calls that it does not concern', () => {
    const desk = deskWith({ status: 500, times: 1, path: 'chat.' });
    expect(meet(desk, '/api/auth.test').meets).toBe('nothing');
    expect(meet(desk)).toMatchObject({ meets: 'fail', status: 500 });
  });

  it('of slowness alone slows and does not fail', () => {
    const desk = deskWith({ latencyMs: 500, latencyJitterMs: 100, times: 1 });
    const { latencyMs, meets } = meet(desk);
    expect(meets).toBe('nothing');
    expect(latencyMs).toBeGreaterThanOrEqual(500);
    expect(meet(desk).latencyMs).toBe(0);
  });

  it('with a rate of nought never strikes, with a rate of one always', () => {
    for (let call = 1; call <= 50; call++) {
      expect(meet(deskWith({ failRate: 0 })).meets).toBe('nothing');
      expect(meet(deskWith({ failRate: 1 })).meets).toBe('fail');
    }
  });

  it('strikes one vendor and no other', () => {
    const desk = deskWith({ mode: 'down' });
    expect(desk.meet('apollo', { path: '/', usual, nowMs: 0 }).meets).toBe('nothing');
  });
});

describe('a rate limit', () => {
  it('counts down, refuses until the minute is over, and begins again', () => {
    const desk = deskWith({ limitPerMinute: 2 });
    expect([meet(desk, '/', 1_000_000), meet(desk, '/', 1_010_000)].map(({ limit }) => limit.left)).toEqual([1, 0]);
    expect(meet(desk, '/', 1_030_000)).toMatchObject({ meets: 'rate-limit', retryAfterSeconds: 30, limit: { left: 0 } });
    expect(meet(desk, '/', 1_060_000)).toMatchObject({ meets: 'nothing', limit: { left: 1 } });
  });
});

describe('what may be set', () => {
  it('is everything the desk understands', () => {
    const fault = {
      mode: 'down',
      latencyMs: 5,
      latencyJitterMs: 5,
      failRate: 0.5,
      status: 503,
      error: 'x',
      times: 3,
      path: '/x',
      retryAfterSeconds: 1,
      limitPerMinute: 10,
    };
    expect(parseFault(fault)).toEqual({ ok: true, fault });
    expect(parseFault({})).toEqual({ ok: true, fault: {} });
  });

  it.each<[string, unknown]>([
    ['a mode it does not have', { mode: 'sulk' }],
    ['a text for a number', { latencyMs: '5' }],
    ['not a number', { failRate: Number.NaN }],
    ['half a time', { times: 0.5 }],
    ['a success for a failure', { status: 200 }],
    ['an inherited name', { toString: 1 }],
    ['a status that cannot be seen', { mode: 'hang', status: 500 }],
    ['jitter around nothing', { latencyJitterMs: 5 }],
    ['a list', []],
    ['nothing', null],
  ])('is not %s', (_what, fault) => {
    expect(parseFault(fault as never).ok).toBe(false);
  });
});
