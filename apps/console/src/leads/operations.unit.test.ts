import { describe, expect, it } from 'vitest';
import { afterDue, dialHref, mailHref, snoozeChoices } from './operations.js';

describe('beside the clock', () => {
  it('says who is asked next', () => {
    expect(afterDue({ kind: 'rep', round: 1 }, 2)).toBe('Then the next rep is asked.');
    expect(afterDue({ kind: 'rep', round: 2 }, 2)).toBe('Then the manager is asked.');
    expect(afterDue({ kind: 'manager', round: 3 }, 2)).toBe('Then on-call is paged.');
    expect(afterDue({ kind: 'rep', round: 1 }, undefined)).toBe('Then it goes to the next in line.');
  });
});

describe('putting a lead off', () => {
  it('offers tomorrow morning in the viewer’s own time', () => {
    const evening = new Date(2026, 10, 21, 17, 30).getTime();
    const tomorrow = snoozeChoices(evening).at(-1);
    expect(new Date(evening + (tomorrow?.forMinutes ?? 0) * 60_000)).toEqual(new Date(2026, 10, 22, 9, 0));
  });
});

describe('a tap on a number or an address', () => {
  it('dials what is a number', () => {
    expect(dialHref('+44 (20) 7946-0018')).toBe('tel:+442079460018');
    expect(dialHref('call me maybe')).toBeUndefined();
  });
  it('writes to what is an address and to nothing more', () => {
    expect(mailHref('ada+x@lovelace.example')).toBe('mailto:ada%2Bx@lovelace.example');
    expect(mailHref('ada@lovelace.example?bcc=all@evil.example')).toBeUndefined();
    expect(mailHref('a@b.example,c@d.example')).toBeUndefined();
  });
});
