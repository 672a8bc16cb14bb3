import { describe, expect, it } from 'vitest';
import { formulaOf } from './formula.js';
import { fakePolicy } from './policy-files.fake.js';
import type { Trigger } from './policy.schema.js';
import { runbookOf } from './runbook.js';

const policy = fakePolicy();
const [demo] = policy.triggers;
const sentence = (changes: Partial<Trigger> = {}): string => formulaOf({ ...demo!, ...changes }, policy);
const all: Trigger['actions'] = [{ do: 'crm.upsert-lead' }, { do: 'crm.create-task', subject: 'Call', dueWithin: 1 }, { do: 'notify.rep' }];

describe('the formula of a play', () => {
  it('is one sentence: when, where, then, using what, and whom to alert', () => {
    expect(
      sentence({
        actions: all,
        on: { type: ['form.submitted'], connections: ['website-form'] },
        using: ['The form', 'the company’s size'],
      }),
    ).toBe(
      'When the form “demo-request” is submitted in website-form, and the lead fits “Our market”, then write the lead to the CRM, create a task in the CRM and alert the rep whose turn it is, using the form and the company’s size, and alert Mia Manager if it fails.',
    );
  });
  it.each<[string, Partial<Trigger>, string]>([
    ['anything of a kind', { when: undefined, icp: undefined }, 'When a form is submitted in any connection, then alert'],
    [
      'several kinds and sources',
      { when: undefined, icp: undefined, on: { type: ['form.submitted', 'chat.completed'], connections: ['web', 'app'] } },
      'When a form is submitted or a chat is completed in web or app, then',
    ],
    [
      'a page of a category, and more',
      { on: { type: ['website.page_viewed'] }, when: 'signal.properties.category == "pricing" && company.employees >= 2000' },
      'When a “pricing” page is viewed in any connection and the number of employees is at least 2,000, and the lead fits',
    ],
    [
      'a choice among the rest',
      { when: 'signal.properties.form == "demo" && (company.employees > 5 || person.title.mentions("vp"))' },
      'in any connection and (the number of employees is more than 5 or the person’s title mentions “vp”), and the lead fits',
    ],
    [
      'a condition without words',
      { when: 'lead.recentSignals.exists(s, s.daysAgo < 7)' },
      'and `lead.recentSignals.exists(s, s.daysAgo < 7)` holds, and',
    ],
    ['the weekly review', { mode: 'review' }, 'then queue it for the weekly review, using'],
    ['a play on trial', { mode: 'shadow' }, 'then record what would be done (alert the rep whose turn it is), and do nothing, using'],
    ['a definition that is gone', { icp: 'gone' }, 'and the lead fits “gone”, then'],
    ['an on-call who is gone', { onCall: 'gone' }, 'and alert gone if it fails.'],
  ])('says %s', (_, changes, part) => {
    expect(sentence(changes)).toContain(part);
  });
});

describe('the runbook of a play', () => {
  const text = runbookOf(
    { ...demo!, actions: all, notes: 'Mind the form’s name.', exemptFrom: [{ rule: 'customer', because: 'expansion' }] },
    policy,
    { api: 'http://localhost:3000', temporalUi: 'http://localhost:8233', console: 'http://localhost:3000/' },
  );
  it.each([
    [
      'is the signal arriving',
      '## 1. Is the signal arriving?\n\n- Look for `form.submitted` from any connection: `http://localhost:3000/v1/signals?type=form.submitted`.',
    ],
    ['is qualification passing', '- It counts when the form is “demo-request”.\n  As written: `signal.properties.form == "demo-request"`.'],
    ['whom we sell to', '- The lead must fit “Our market”: At least 50 employees. With facts missing: review.'],
    ['exemptions', '- Suppression is asked, except for customer (expansion).'],
    ['did the action execute', '## 3. Did the action execute?\n\n- `crm.upsert-lead`\n- `crm.create-task`: “Call”\n- `notify.rep`'],
    ['the ladder', '- A rep is asked, reminded after 2 minutes, and has 5 minutes (counted in the rep’s working hours).'],
    ['retries', 'tried again after 1 minute, 5 minutes and 30 minutes'],
    ['where the logs are', '`FirstlineTrigger = "demo"`'],
    [
      'whom to call',
      '1. **Mia Manager** (inbox, mia@firstline.example): is called when the play fails.\n2. **Mia Manager** (mia@firstline.example): answers for this play and may change it.',
    ],
    ['notes', '## Notes\n\nMind the form’s name.'],
    ['which policy', `Policy \`${policy.hash.slice(0, 12)}\` · play \`demo\``],
  ])('answers %s', (_, part) => {
    expect(text).toContain(part);
  });
  it('needs no links and no people', () => {
    const alone = runbookOf({ ...demo!, owner: 'gone', onCall: 'gone', icp: undefined, when: undefined }, { ...policy, team: [] });
    expect(alone).toContain('`/v1/dead-letters`');
    expect(alone).toContain('1. **gone** (on-call): is called when the play fails.');
    expect(alone).not.toContain('undefined');
  });
});
