import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy, type PolicyFile } from './parse-policy.js';
import { fakePolicy, fakePolicyFiles, fakePolicyWith, fakeTriggerFile } from './policy-files.fake.js';
import { problemLine } from './policy-problem.js';

const lines = (files: readonly PolicyFile[], known?: { connections: readonly string[] }): string[] => {
  const parsed = parsePolicy(files, known);
  return (parsed.ok ? parsed.warnings : parsed.problems).map(problemLine);
};
const accepted = (files: readonly PolicyFile[]): boolean => parsePolicy(files).ok;

describe('a sound policy', () => {
  it('has its defaults filled in, durations in milliseconds and hours in place', () => {
    const policy = fakePolicy();
    expect(policy.triggers[0]).toMatchObject({
      id: 'demo',
      priority: 100,
      fidelity: 'high',
      on: { type: ['form.submitted'] },
      sla: { respondWithin: 300_000, reps: 2, clock: 'working-hours' },
    });
    expect(policy.team[1]).toMatchObject({ id: 'rae', hours: { zone: 'Europe/Berlin', week: { mon: [{ from: '09:00', to: '17:00' }] } } });
    expect(policy.suppression).toMatchObject({ customer: 'divert', activeSequence: true, recentlyEnrolledWithin: 14_400_000 });
    expect(policy.alerts.deadLetters).toEqual({ retryAfter: [60_000, 300_000, 1_800_000], pageAfter: 7_200_000 });
    expect(policy.scoring.bands).toEqual({ hot: 70, warm: 40 });
  });

  it('is plain JSON, so that it can be stored and pinned', () => {
    const policy = fakePolicy();
    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
  });

  it('does without the files that have defaults, and says so', () => {
    const files = fakePolicyWith('triggers/demo.yaml', 'icp: core', '').filter(
      ({ path }) => !['icp.yaml', 'suppression.yaml', 'scoring.yaml', 'enrichment.yaml'].includes(path),
    );
    expect(lines(files)).toEqual([
      'enrichment.yaml:1:1 warning: the file is not there; defaults are used',
      'icp.yaml:1:1 warning: the file is not there; defaults are used',
      'scoring.yaml:1:1 warning: the file is not there; defaults are used',
      'suppression.yaml:1:1 warning: the file is not there; defaults are used',
    ]);
    expect(accepted(files)).toBe(true);
  });

  it('reads an empty file as one that says nothing', () => {
    expect(accepted(fakePolicyFiles({ 'scoring.yaml': '', 'enrichment.yaml': '# nothing yet\n' }))).toBe(true);
  });
});

describe('the hash', () => {
  const hashOf = (files: readonly PolicyFile[]): string => fakePolicy(files).hash;
  const hash = hashOf(fakePolicyFiles());

  it('is a SHA-256 of the content', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
  it.each([
    ['comments', fakePolicyWith('scoring.yaml', 'base: 10', '# ten\nbase:   10 # points')],
    ['quotes and line breaks', fakePolicyWith('icp.yaml', 'must: company.employees >= 50', 'must: "company.employees >= 50"')],
    ['defaults written out', fakePolicyWith('scoring.yaml', 'base: 10', 'base: 10\nbands: { warm: 40, hot: 70 }')],
    ['another unit', fakePolicyWith('triggers/demo.yaml', 'respondWithin: 5m', 'respondWithin: 300s')],
    ['the order of files', fakePolicyFiles().toReversed()],
    ['the names of trigger files', fakePolicyFiles().map(({ path, text }) => ({ path: path.replace('demo', 'renamed'), text }))],
    ['Windows line ends', fakePolicyFiles().map(({ path, text }) => ({ path, text: text.replaceAll('\n', '\r\n') }))],
  ])('is the same for %s', (_, files) => {
    expect(hashOf(files)).toBe(hash);
  });
  it('does not hang on which file a play stands in', () => {
    const [one, other] = [fakeTriggerFile('one'), fakeTriggerFile('other', (text) => text.replace('"demo-request"', '"contact"'))];
    const inFiles = (first: string, second: string): string =>
      hashOf(fakePolicyFiles({ 'triggers/demo.yaml': undefined, 'triggers/a.yaml': first, 'triggers/b.yaml': second }));
    expect(inFiles(one, other)).toBe(inFiles(other, one));
  });
  it.each([
    ['a number', fakePolicyWith('scoring.yaml', 'base: 10', 'base: 11')],
    ['a condition', fakePolicyWith('icp.yaml', '>= 50', '> 50')],
    ['a name', fakePolicyWith('team.yaml', 'Rae Rep', 'Rae R.')],
    ['the order of territories and pools', fakePolicyWith('territories.yaml', 'defaultPool: all', 'defaultPool: care')],
  ])('is another for %s', (_, files) => {
    expect(hashOf(files)).not.toBe(hash);
  });
});

/** A problem with what stands in the file where it points. */
const pointed = (files: readonly PolicyFile[]): string[] => {
  const parsed = parsePolicy(files);
  return (parsed.ok ? parsed.warnings : parsed.problems).map(({ path, line, column, message, suggestion }) => {
    const lineText = files
      .find((file) => file.path === path)
      ?.text.split('\n')
      .at(line - 1);
    const text = lineText?.slice(column - 1) ?? '';
    return `${path} at ${/^[\w.+:-]*/.exec(text)![0] || text.slice(0, 1)}: ${message}${suggestion === undefined ? '' : ` → ${suggestion}`}`;
  });
};

describe('mistakes', () => {
  const mistakes: [name: string, files: PolicyFile[], line: string][] = [
    [
      'a key that is not known',
      fakePolicyWith('triggers/demo.yaml', 'owner: mia', 'owner: mia\nprioritty: 5'),
      'triggers/demo.yaml at prioritty:: "prioritty" is not known → priority',
    ],
    [
      'a key inside another that is not known',
      fakePolicyWith('triggers/demo.yaml', 'remindAfter: 2m', 'remind_after: 2m'),
      'triggers/demo.yaml at remind_after:: "remind_after" is not known in sla → remindAfter',
    ],
    ['something missing', fakePolicyWith('triggers/demo.yaml', 'onCall: ops', ''), 'triggers/demo.yaml at id:: onCall is missing'],
    ['something empty', fakePolicyWith('triggers/demo.yaml', 'owner: mia', 'owner:'), 'triggers/demo.yaml at owner:: owner is empty'],
    [
      'a duration without a unit',
      fakePolicyWith('triggers/demo.yaml', 'respondWithin: 5m', 'respondWithin: 300'),
      'triggers/demo.yaml at 300: sla.respondWithin: must be a duration such as 90s, 5m, 4h or 30d',
    ],
    [
      'a duration in words',
      fakePolicyWith('triggers/demo.yaml', 'respondWithin: 5m', 'respondWithin: five minutes'),
      'triggers/demo.yaml at five: sla.respondWithin: "five minutes" is not a duration; write 90s, 5m, 4h or 30d',
    ],
    [
      'a signal type that does not exist',
      fakePolicyWith('triggers/demo.yaml', 'form.submitted', 'form.submit'),
      'triggers/demo.yaml at form.submit: on.type: "form.submit" is not known → form.submitted',
    ],
    [
      'one wrong type of several',
      fakePolicyWith('triggers/demo.yaml', 'type: form.submitted', 'type: [form.submitted, chat.complete]'),
      'triggers/demo.yaml at chat.complete: on.type[1]: "chat.complete" is not known → chat.completed',
    ],
    [
      'an action that does not exist',
      fakePolicyWith('triggers/demo.yaml', 'do: notify.rep', 'do: notify.reps'),
      'triggers/demo.yaml at notify.reps: actions[0].do: "notify.reps" is not known → notify.rep',
    ],
    [
      'an id with spaces',
      fakePolicyWith('triggers/demo.yaml', 'id: demo', 'id: Demo Request'),
      'triggers/demo.yaml at Demo: id: must be lower-case letters, digits and dashes, such as demo-request',
    ],
    [
      'a wrong time zone',
      fakePolicyWith('team.yaml', 'Europe/Berlin', 'Europe/Berln'),
      'team.yaml at Europe: hours.office.zone: "Europe/Berln" is not an IANA time zone such as Europe/Berlin',
    ],
    [
      'an offset as time zone',
      fakePolicyWith('team.yaml', 'Europe/Berlin', '"+02:00"'),
      'team.yaml at ": hours.office.zone: "+02:00" is not an IANA time zone such as Europe/Berlin',
    ],
    [
      'a day that does not exist',
      fakePolicyWith('team.yaml', 'mon:', 'montag:'),
      'team.yaml at montag:: "montag" is not known in hours.office.week → mon',
    ],
    [
      'a list where one value belongs',
      fakePolicyWith('scoring.yaml', 'base: 10', 'base: [10]'),
      'scoring.yaml at [: base: must be a number',
    ],
    [
      'a condition with a wrong field',
      fakePolicyWith('icp.yaml', 'company.employees', 'company.employes'),
      'icp.yaml at employes: company has no field "employes" → employees',
    ],
    [
      'a condition with a wrong type',
      fakePolicyWith('triggers/demo.yaml', 'signal.properties.form ==', 'company.employees =='),
      'triggers/demo.yaml at company.employees: cannot compare or combine a whole number == a text',
    ],
    [
      'a text with a wrong field',
      fakePolicyWith('triggers/demo.yaml', 'person.firstName', 'person.name'),
      'triggers/demo.yaml at name: person has no field "name" → firstName',
    ],
    [
      'a text with a loose bracket',
      fakePolicyWith('triggers/demo.yaml', 'firstName }}', 'firstName }'),
      'triggers/demo.yaml at {: {{ has no partner → write {{ expression }}, such as {{ person.firstName }}',
    ],
    [
      'a play for an ICP that is not there',
      fakePolicyWith('triggers/demo.yaml', 'icp: core', 'icp: cor'),
      'triggers/demo.yaml at cor: there is no ICP definition "cor" → core',
    ],
    [
      'a play that nobody owns',
      fakePolicyWith('triggers/demo.yaml', 'owner: mia', 'owner: ma'),
      'triggers/demo.yaml at ma: there is no team member "ma" → mia',
    ],
    [
      'a play for which nobody is called',
      fakePolicyWith('triggers/demo.yaml', 'onCall: ops', 'onCall: night'),
      'triggers/demo.yaml at night: there is no on-call in alerts.yaml "night" → one of ops',
    ],
    [
      'an exemption from a rule that is not there',
      fakePolicyWith('triggers/demo.yaml', 'owner: mia', 'exemptFrom: [{ rule: costumer, because: x }]\nowner: mia'),
      'triggers/demo.yaml at costumer: exemptFrom[0].rule: "costumer" is not known → customer',
    ],
    [
      'a reminder that is never sent',
      fakePolicyWith('triggers/demo.yaml', 'remindAfter: 2m', 'remindAfter: 5m'),
      'triggers/demo.yaml at 5m: the reminder after 5 minutes is never sent: the next rep is asked after 5 minutes → make it shorter than respondWithin',
    ],
    [
      'no time to respond',
      fakePolicyWith('triggers/demo.yaml', 'respondWithin: 5m, remindAfter: 2m', 'respondWithin: 0s'),
      'triggers/demo.yaml at 0s: a rep needs some time to respond',
    ],
    [
      'an action twice',
      fakePolicyWith('triggers/demo.yaml', '[{ do: notify.rep }]', '[{ do: notify.rep }, { do: notify.rep }]'),
      'triggers/demo.yaml at {: notify.rep is done once for a lead; it already stands at actions[0]',
    ],
    [
      'a territory for a pool that is not there',
      fakePolicyWith('territories.yaml', 'pool: all }', 'pool: al }'),
      'territories.yaml at al: there is no pool "al" → all',
    ],
    [
      'a default pool that is not there',
      fakePolicyWith('territories.yaml', 'defaultPool: all', 'defaultPool: others'),
      'territories.yaml at others: there is no pool "others" → one of all, care',
    ],
    [
      'a pool member who is not there',
      fakePolicyWith('territories.yaml', 'name: All, members: [{ rep: rae }]', 'name: All, members: [{ rep: ray }]'),
      'territories.yaml at ray: there is no team member "ray" → rae',
    ],
    [
      'a pool member twice',
      fakePolicyWith('territories.yaml', 'name: All, members: [{ rep: rae }]', 'name: All, members: [{ rep: rae }, { rep: rae }]'),
      'territories.yaml at rae: rae is in all twice → use weight for a larger share',
    ],
    [
      'an overflow to nowhere',
      fakePolicyWith('territories.yaml', 'name: All,', 'name: All, allAway: { do: overflow },'),
      'territories.yaml at {: all overflows and does not say where → add pool: <pool id>',
    ],
    [
      'an overflow into itself',
      fakePolicyWith('territories.yaml', 'name: All,', 'name: All, allAway: { do: overflow, pool: all },'),
      'territories.yaml at all: all overflows into itself',
    ],
    [
      'a customer-success pool that is not there',
      fakePolicyFiles({ 'suppression.yaml': 'customerSuccessPool: caree' }),
      'suppression.yaml at caree: there is no pool "caree" → care',
    ],
    [
      'a public suffix among the competitors',
      fakePolicyFiles({ 'suppression.yaml': 'customerSuccessPool: care\ncompetitorDomains: [rival.example, co.uk]' }),
      'suppression.yaml at co.uk: co.uk is a public suffix: it would cover every company below it → write the company’s own domain',
    ],
    [
      'a manager who is not there',
      fakePolicyWith('team.yaml', 'manager: mia', 'manager: mio'),
      'team.yaml at mio: there is no team member "mio" → mia',
    ],
    [
      'a rep without a manager',
      fakePolicyWith('team.yaml', ' manager: mia,', ''),
      'team.yaml at {: Rae Rep has no manager: nobody would hear of a lead that stays unanswered → add manager: <member id>, or role: manager',
    ],
    [
      'managers in a circle',
      fakePolicyWith('team.yaml', 'role: manager,', 'role: manager, manager: rae,'),
      'team.yaml at rae: managers go in a circle: mia → rae → mia',
    ],
    [
      'a manager who left',
      fakePolicyWith('team.yaml', 'role: manager,', 'role: manager, active: false,'),
      "team.yaml at mia: Rae Rep's manager Mia Manager is not active",
    ],
    [
      'an owner who left',
      fakePolicyWith('team.yaml', 'role: manager,', 'role: manager, active: false,'),
      'triggers/demo.yaml at mia: Mia Manager owns this play and is not active → name someone who is',
    ],
    [
      'a pool of people who left',
      fakePolicyWith('team.yaml', 'manager: mia,', 'manager: mia, active: false,'),
      'territories.yaml at {: no active member is in the pool all',
    ],
    [
      'hours that are not there',
      fakePolicyWith('team.yaml', 'hours: office', 'hours: ofice'),
      'team.yaml at ofice: there is no shared hours "ofice" → office',
    ],
    [
      'a day without length',
      fakePolicyWith('team.yaml', 'to: "17:00"', 'to: "09:00"'),
      'team.yaml at {: the span from 09:00 to 09:00 on mon has no length → write from: "00:00", to: "24:00" for the whole day',
    ],
    [
      'a week without work',
      fakePolicyWith('team.yaml', 'mon: [{ from: "09:00", to: "17:00" }]', ''),
      'team.yaml at {: there is no working time in this week → add a day, such as `mon: [{ from: "09:00", to: "17:30" }]`',
    ],
    [
      'an absence that ends before it begins',
      fakePolicyWith(
        'team.yaml',
        'manager: mia,',
        'manager: mia, away: [{ from: "2026-12-24T00:00:00Z", until: "2026-12-23T00:00:00Z" }],',
      ),
      'team.yaml at {: Rae Rep is back before being away: 2026-12-24T00:00:00Z to 2026-12-23T00:00:00Z',
    ],
    [
      'a member twice',
      fakePolicyWith('team.yaml', 'id: rae', 'id: mia'),
      'team.yaml at mia: the member "mia" is already defined in line 5',
    ],
    [
      'an address twice',
      fakePolicyWith('team.yaml', 'rae@firstline.example', 'Mia@firstline.example'),
      'team.yaml at Mia: the address "Mia@firstline.example" is already defined in line 5',
    ],
    [
      'a page into nobody’s inbox',
      fakePolicyWith('alerts.yaml', ', member: mia', ''),
      "alerts.yaml at {: a page to Mia Manager goes to an inbox, and nobody's is named → add member: <member id>",
    ],
    [
      'a band that cannot be reached',
      fakePolicyFiles({ 'scoring.yaml': 'bands: { hot: 40, warm: 40 }' }),
      'scoring.yaml at {: hot starts at 40 and warm at 40: no lead is ever warm → hot must be the higher one',
    ],
    [
      'a provider that is preferred and never asked',
      fakePolicyFiles({ 'enrichment.yaml': 'providers: [apollo]\nprefer: { company.employees: [apolo] }' }),
      'enrichment.yaml at apolo: there is no provider in this file "apolo" → apollo',
    ],
    ['a file that must be there', fakePolicyFiles({ 'team.yaml': undefined }), 'team.yaml at : the file is not there'],
  ];
  it.each(mistakes)('%s is refused, with file and line', (_, files, line) => {
    expect(parsePolicy(files).ok).toBe(false);
    expect(pointed(files)).toContain(line);
  });

  it('are reported all together, in reading order', () => {
    const broken = [
      ['triggers/demo.yaml', 'icp: core', 'icp: cor'],
      ['icp.yaml', 'company.employees', 'company.employes'],
      ['team.yaml', 'manager: mia', 'manager: mio'],
    ] as const;
    const files = broken.reduce<PolicyFile[]>(
      (all, [path, from, to]) => all.map((file) => (file.path === path ? { path, text: file.text.replace(from, to) } : file)),
      fakePolicyFiles(),
    );
    expect(lines(files)).toEqual([
      'icp.yaml:6:35 error: company has no field "employes" → employees',
      'team.yaml:6:70 error: there is no team member "mio" → mia',
      'triggers/demo.yaml:6:6 error: there is no ICP definition "cor" → core',
    ]);
  });

  it('in one member do not make everybody a stranger', () => {
    expect(lines(fakePolicyWith('team.yaml', 'rae@firstline.example', 'rae'))).toEqual([
      'team.yaml:6:38 error: members[1].email: Invalid email address',
    ]);
  });

  it('in a folded condition point to its line', () => {
    const files = fakePolicyWith(
      'triggers/demo.yaml',
      'when: signal.properties.form == "demo-request"',
      'when: >-\n  signal.properties.form == "demo-request"\n  && company.employes > 5',
    );
    expect(lines(files)).toContain('triggers/demo.yaml:7:14 error: company has no field "employes" → employees');
  });
});

describe('warnings', () => {
  it.each([
    [
      'a rep without a channel',
      fakePolicyWith('team.yaml', 'manager: mia, hours: office, channels: [email]', 'manager: mia, hours: office'),
      "team.yaml:6:5 warning: Rae Rep has no channel: alerts wait in the console's inbox only → add channels: [slack, email]",
    ],
    [
      'Slack without an id',
      fakePolicyWith('team.yaml', 'channels: [email]', 'channels: [slack]'),
      'team.yaml:6:5 warning: Rae Rep has the channel slack and no slackUserId',
    ],
    [
      'a play that tells nobody',
      fakePolicyWith('triggers/demo.yaml', 'do: notify.rep', 'do: crm.upsert-lead'),
      'triggers/demo.yaml:8:10 warning: no rep is told of the lead → add `- do: notify.rep`',
    ],
    [
      'a file with a wrong name',
      fakePolicyFiles({ 'suppresion.yaml': '' }),
      'suppresion.yaml:1:1 warning: this file is not read: it is no part of a policy → suppression.yaml',
    ],
    [
      'a trigger in a folder with a wrong name',
      fakePolicyFiles({ 'trigger/x.yaml': '' }),
      'trigger/x.yaml:1:1 warning: this file is not read: it is no part of a policy → triggers/x.yaml',
    ],
    [
      'no trigger at all',
      fakePolicyFiles({ 'triggers/demo.yaml': undefined }),
      'triggers:1:1 warning: there is no trigger: every signal is recorded and nobody is told',
    ],
    [
      'a comparison that heeds capital letters',
      fakePolicyWith('icp.yaml', 'must: company.employees >= 50', `must: 'person.title.contains("VP")'`),
      'icp.yaml:6:50 warning: people write title in many ways, and this comparison heeds capital letters → mentions("VP")',
    ],
  ])('%s is told and passes', (_, files, line) => {
    expect(lines(files)).toContain(line);
    expect(accepted(files)).toBe(true);
  });
});

describe('plays that stand in each other’s way', () => {
  const second = (changes: (text: string) => string): PolicyFile[] =>
    fakePolicyFiles({ 'triggers/second.yaml': fakeTriggerFile('second', changes) });
  const unreachable =
    'triggers/second.yaml:2:5 error: "second" is never reached: demo takes every signal of its kind first → give it a higher priority or a narrower condition to the other';
  const isReached = (files: readonly PolicyFile[]): boolean => !lines(files).some((line) => line.includes('"second" is never reached'));

  it('the same condition behind the first is never reached', () => {
    expect(lines(second((text) => text))).toContain(unreachable);
    expect(lines(second((text) => text.replace('form == ', 'form  ==  ')))).toContain(unreachable);
  });
  it('anything behind a play without a condition is never reached', () => {
    const files = second((text) => text.replace('"demo-request"', '"contact"')).map((file) =>
      file.path === 'triggers/demo.yaml' ? { ...file, text: file.text.replace(/when: .*/, '') } : file,
    );
    expect(lines(files)).toContain(unreachable);
  });
  it.each<[string, (text: string) => string]>([
    ['a higher priority', (text) => `${text}\npriority: 200`],
    ['another condition', (text) => text.replace('"demo-request"', '"contact"')],
    ['another type of signal', (text) => text.replace('form.submitted', 'chat.completed')],
    ['one more type of signal', (text) => text.replace('type: form.submitted', 'type: [form.submitted, chat.completed]')],
    ['being on trial', (text) => `${text}\nmode: shadow`],
  ])('%s makes it reachable', (_, changes) => {
    expect(isReached(second(changes))).toBe(true);
  });
  it('a play for one connection leaves the others to the next', () => {
    const narrowed = second((text) => text).map((file) =>
      file.path === 'triggers/demo.yaml'
        ? { ...file, text: file.text.replace('on: { type: form.submitted }', 'on: { type: form.submitted, connections: [web] }') }
        : file,
    );
    expect(isReached(narrowed)).toBe(true);
  });
  it('two plays cannot share an id', () => {
    expect(
      lines(fakePolicyFiles({ 'triggers/again.yaml': fakeTriggerFile('demo', (text) => text.replace('"demo-request"', '"x"')) })),
    ).toContain('triggers/demo.yaml:2:5 error: the trigger id "demo" is already used in triggers/again.yaml');
  });
  it('a connection that is not configured is named, when the connections are known', () => {
    const files = second((text) => text.replace('on: { type: form.submitted }', 'on: { type: chat.completed, connections: [website] }'));
    expect(lines(files, { connections: ['website-form', 'api'] })).toContain(
      'triggers/second.yaml:4:43 error: there is no connection "website" → website-form',
    );
    expect(accepted(files)).toBe(true);
  });
});

describe('territories that stand in each other’s way', () => {
  const after = (lines: string): PolicyFile[] => fakePolicyWith('territories.yaml', 'pools:\n', `${lines}\npools:\n`);
  it('the same condition twice leaves nothing to the second', () => {
    expect(lines(after(`  - { id: germany, name: G, when: 'company.country  in ["DE", "AT", "CH"]', pool: all }`))).toContain(
      'territories.yaml:4:35 error: germany has the same condition as dach, which comes first: no lead reaches it',
    );
  });
  it('nothing stands behind one that takes them all', () => {
    expect(
      lines(
        after(`  - { id: everyone, name: E, when: "true", pool: all }\n  - { id: rest, name: R, when: company.employees > 5, pool: all }`),
      ),
    ).toContain('territories.yaml:5:32 error: no lead reaches rest: everyone takes them all → move everyone to the end');
  });
  it('pools do not overflow in a circle', () => {
    const files = fakePolicyWith(
      'territories.yaml',
      '{ id: all, name: All,',
      '{ id: all, name: All, allAway: { do: overflow, pool: care },',
    );
    const both = files.map((file) => ({
      ...file,
      text: file.text.replace('{ id: care, name: Care,', '{ id: care, name: Care, allAway: { do: overflow, pool: all },'),
    }));
    expect(lines(both)).toContain('territories.yaml:5:58 error: pools overflow in a circle: all → care → all');
    expect(accepted(files)).toBe(true);
  });
});

describe('a hostile policy', () => {
  const refused = (text: string, path = 'scoring.yaml'): string[] => {
    const parsed = parsePolicy(fakePolicyFiles({ [path]: text }));
    expect(parsed.ok).toBe(false);
    return lines(fakePolicyFiles({ [path]: text }));
  };
  it('cannot multiply itself by aliases', () => {
    const bomb = [
      'a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]',
      ...Array.from('bcdefghij').map(
        (name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[index]}`).join(', ')}]`,
      ),
    ].join('\n');
    expect(refused(bomb)).toContain('scoring.yaml:1:1 error: aliases multiply beyond reason or refer to nothing → write the values out');
  });
  it('cannot be its own ancestor', () => {
    expect(refused('fit: &a [*a]').length).toBeGreaterThan(0);
  });
  it.each([
    ['brackets', '['.repeat(100_000)],
    ['closed brackets', `a: ${'['.repeat(60)}${']'.repeat(60)}`],
    ['dashes', '- '.repeat(20_000)],
    ['question marks', '? '.repeat(20_000)],
    ['quoted closing brackets before', `a: "${']'.repeat(50_000)}"\nb: ${'['.repeat(50_000)}`],
  ])('cannot nest without end: %s', (_, text) => {
    expect(refused(text)).toContain('scoring.yaml:1:1 error: the file nests deeper than 50 levels');
  });
  it('cannot be endless', () => {
    expect(refused('#'.repeat(200_001))).toEqual(['scoring.yaml:1:1 error: the file has 200001 characters; at most 200000 are read']);
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`triggers/t${index}.yaml`, '']));
    expect(lines(fakePolicyFiles(many))).toEqual(['triggers:1:1 error: there are 502 triggers; at most 500 are read']);
  });
  it('cannot drown the reader in problems', () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(refused(keys).length).toBeLessThanOrEqual(200);
    expect(refused('&a '.repeat(2_000)).length).toBeLessThanOrEqual(40);
  });
  it.each(['__proto__: { base: 1 }', 'constructor: { prototype: { x: 1 } }', '"__proto__": 1'])(
    'cannot reach the machinery by %s',
    (text) => {
      expect(refused(text)[0]).toContain('is not known');
      expect(({} as Record<string, unknown>).base).toBeUndefined();
    },
  );
  it('cannot hide such a key in a map of free names', () => {
    const policy = fakePolicy(
      fakePolicyFiles({ 'enrichment.yaml': 'providers: [apollo]\nprefer: { __proto__: [apollo], company.employees: [apollo] }' }),
    );
    expect(Object.getPrototypeOf(policy.enrichment.prefer)).toBe(Object.prototype);
    expect(lines(fakePolicyWith('team.yaml', 'office: {', '__proto__: {')).length).toBeGreaterThan(0);
  });
  it.each([
    ['a key twice', 'base: 1\nbase: 2', 'scoring.yaml:2:1 error: "base" stands here twice'],
    ['two documents', 'base: 1\n---\nbase: 2', 'scoring.yaml:2:1 error: the file holds several documents'],
    ['a list', '- 1', 'scoring.yaml:1:1 error: the file: must be a map'],
    ['a text', 'hello', 'scoring.yaml:1:1 error: the file: must be a map'],
    ['a key that is a list', '? [1]\n: 2', 'scoring.yaml:1:3 error: With stringKeys, all keys must be strings'],
  ])('%s is no policy', (_, text, line) => {
    expect(refused(text)).toContain(line);
  });

  it('whatever the bytes, every file is answered with problems or a policy', () => {
    const paths = fc.constantFrom(
      'triggers/demo.yaml',
      'icp.yaml',
      'suppression.yaml',
      'scoring.yaml',
      'territories.yaml',
      'team.yaml',
      'enrichment.yaml',
      'alerts.yaml',
    );
    const piece = fc.constantFrom(
      'id: ',
      'when: ',
      '- ',
      '\n',
      '\n  ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '<<: ',
      '!!',
      '| \n',
      '> \n',
      ': ',
      ', ',
      '#',
      '5m',
      'members',
      'pools',
      'null',
      '~',
      '\t',
      '\u0000',
      '\ufeff',
      '🦊',
      '%',
      '@',
      '__proto__: ',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(paths, text, (path, written) => {
        const parsed = parsePolicy(fakePolicyFiles({ [path]: written }));
        for (const { line, column, message } of parsed.ok ? parsed.warnings : parsed.problems) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(message).not.toBe('');
        }
      }),
      { seed: 20_261_121, numRuns: 120 },
    );
  });

  it('a sound file with a piece torn out is answered, too', () => {
    fc.assert(
      fc.property(fc.nat(7), fc.nat(2_000), fc.nat(60), (which, from, length) => {
        const files = fakePolicyFiles();
        const torn = files.map((file, index) =>
          index === which
            ? { ...file, text: file.text.slice(0, from % file.text.length) + file.text.slice((from % file.text.length) + length) }
            : file,
        );
        const parsed = parsePolicy(torn);
        if (!parsed.ok) expect(parsed.problems.some(({ severity }) => severity === 'error')).toBe(true);
      }),
      { seed: 20_261_121, numRuns: 100 },
    );
  });
});
