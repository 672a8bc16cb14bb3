import type { AlertInstruction } from '@firstline/domain/actions/instruction';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anAlert } from '../for-tests.js';
import { alertEmail, instantIn, subjectOf } from './email.message.js';
import { escapedHtml, oneLine } from './email.text.js';

const links = { take: 'https://firstline.example/v1/take/abc.def', open: 'https://firstline.example/leads/5e0f3a34' };
const letter = (change: Partial<AlertInstruction> = {}) => alertEmail(anAlert(change), { links, zone: 'Europe/London' });
const wild = fc.oneof(fc.string({ unit: 'binary', maxLength: 2_000 }), fc.stringMatching(/^[<>&"'/\w\s=]{0,300}$/));

describe('an alert as an e-mail', () => {
  it.each([
    ['an offer', {}, 'New lead: Ada King', 'A new lead is yours to take.'],
    ['a second rep’s offer', { purpose: 'escalation', before: 'Ben Carter passed' }, 'New lead: ', 'Ben Carter passed. You are asked now.'],
    ['a reminder', { purpose: 'reminder' }, 'Re: New lead: Ada King', 'Reminder: this lead still waits for you.'],
    ['a manager’s', { purpose: 'escalation', kind: 'manager' }, 'Not taken yet: Ada King', 'you are asked as their manager'],
    ['a manager’s reminder', { purpose: 'reminder', kind: 'manager' }, 'Re: Not taken yet: Ada King', 'still waits'],
    ['a page', { purpose: 'page', kind: 'on-call' }, 'Nobody took: Ada King', 'You are on call'],
  ] as [string, Partial<AlertInstruction>, string, string][])('says what %s is', (_what, change, subject, words) => {
    const mail = letter(change);
    expect(mail.subject).toContain(subject);
    expect(mail.text).toContain(words);
    expect(mail.html).toContain(words);
  });

  it('has a subject of one line, whatever the name', () => {
    fc.assert(
      fc.property(wild, (who) => {
        const subject = subjectOf(anAlert({ who }));
        expect(subject).not.toMatch(/[\u0000-\u001f\u007f\u2028\u202e]/);
        expect([...subject].length).toBeLessThanOrEqual(160);
      }),
      { numRuns: 300 },
    );
  });

  it('holds no markup but its own', () => {
    const own = letter().html.match(/<\/?[a-z!][^>]*>/gi)!.length;
    fc.assert(
      fc.property(wild, (text) => {
        const { html } = letter({
          who: text,
          why: text,
          scoreBand: text,
          reasons: [text, text],
          history: [text],
          firstWords: text || 'x',
          advice: text || 'x',
          email: text || 'x',
          phone: text || 'x',
        });
        expect(html.match(/<\/?[a-z!][^>]*>/gi)).toHaveLength(own);
      }),
      { numRuns: 300 },
    );
  });

  it('loads nothing, and leaves the colours of the page to the reader', () => {
    const { html } = letter();
    expect(html).not.toMatch(/<img|<script|<link|url\(|@import/i);
    expect(html).toContain('name="color-scheme" content="light dark"');
    expect(html.match(/(?<!background:#1d4ed8;)color:#/g)).toBeNull();
  });

  it('has the same words and both links in its plain text', () => {
    const { text } = letter();
    for (const part of [
      links.take,
      links.open,
      'Ada King, VP Engineering',
      'three pricing visits',
      'Score 82, hot',
      'A vice president',
      'Hi Ada',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('<');
  });

  it('leaves out what is not known', () => {
    const { firstWords: _f, advice: _a, email: _e, phone: _p, dueAt: _d, ...bare } = anAlert({ history: [] });
    const mail = alertEmail(bare, { links, zone: 'UTC' });
    for (const body of [mail.text, mail.html]) expect(body).not.toMatch(/undefined|Answer by|Reach them|first words|Mind|Before/);
  });

  it.each([
    ['Europe/London', '18:03 on Saturday 21 November (Europe/London)'],
    ['Europe/Berlin', '19:03 on Saturday 21 November (Europe/Berlin)'],
    ['America/Los_Angeles', '10:03 on Saturday 21 November (America/Los_Angeles)'],
    ['Asia/Tokyo', '03:03 on Sunday 22 November (Asia/Tokyo)'],
    ['Asia/Kathmandu', '23:48 on Saturday 21 November (Asia/Kathmandu)'],
  ])('writes the deadline by the clock of %s', (zone, expected) => expect(instantIn(zone, '2026-11-21T18:03:00.000Z')).toBe(expected));
});

describe('foreign words in an e-mail', () => {
  it('are cut by characters, never within one', () => expect(oneLine('🚀🚀🚀🚀', 3)).toBe('🚀🚀…'));
  it('cannot end an attribute or open a tag', () => expect(escapedHtml(`"'><&`)).toBe('&quot;&#39;&gt;&lt;&amp;'));
});
