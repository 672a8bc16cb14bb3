import { type Draft, idsIn, problemAt, reference, repeated, warningAt } from './draft.js';
import { type WorkingHours, weekdays } from './policy.schema.js';
import type { PolicyProblem } from './policy-problem.js';
import type { ContentPath, YamlFile } from './yaml-file.js';

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

function* hours(file: YamlFile, path: ContentPath, { week }: WorkingHours): Generator<PolicyProblem> {
  const days = weekdays.flatMap((day) => (week[day] ?? []).map((span, index) => ({ day, index, ...span })));
  if (days.length === 0)
    yield problemAt(
      file,
      [...path, 'week'],
      'there is no working time in this week',
      'add a day, such as `mon: [{ from: "09:00", to: "17:30" }]`',
    );
  for (const { day, index, from, to } of days) {
    const at = [...path, 'week', day, index];
    if (from === to)
      yield problemAt(
        file,
        at,
        `the span from ${from} to ${to} on ${day} has no length`,
        'write from: "00:00", to: "24:00" for the whole day',
      );
    else if (from === '24:00')
      yield problemAt(file, at, 'a span cannot start at 24:00', `start ${weekdays[(weekdays.indexOf(day) + 1) % 7]} at 00:00`);
    const overlap = days.find(
      (other) => other.day === day && other.index < index && minutesOf(from) < minutesOf(other.to) && minutesOf(other.from) < minutesOf(to),
    );
    if (overlap) yield warningAt(file, at, `${from}–${to} on ${day} overlaps ${overlap.from}–${overlap.to}`);
  }
}

type Members = NonNullable<Draft['team']>['members'];

/** Escalation climbs from a rep to the manager: someone active must stand there, and the way must end. */
function* managers(file: YamlFile, members: Members): Generator<PolicyProblem> {
  const byId = new Map(members.map((member) => [member.id, member]));
  for (const [index, member] of members.entries()) {
    if (!member.active) continue;
    const at = ['members', index, 'manager'];
    if (member.manager === undefined) {
      if (member.role === 'rep')
        yield problemAt(
          file,
          ['members', index],
          `${member.name} has no manager: nobody would hear of a lead that stays unanswered`,
          'add manager: <member id>, or role: manager',
        );
      continue;
    }
    const manager = byId.get(member.manager);
    if (!manager) continue;
    if (!manager.active) yield problemAt(file, at, `${member.name}'s manager ${manager.name} is not active`);
    else if (manager.role === 'rep')
      yield warningAt(file, at, `${manager.name} is ${member.name}'s manager and has the role rep`, 'role: manager');

    const above = [member.id];
    for (
      let boss = byId.get(member.manager);
      boss && above.length <= members.length;
      boss = boss.manager === undefined ? undefined : byId.get(boss.manager)
    ) {
      above.push(boss.id);
      if (boss.id !== member.id) continue;
      // Each circle once, from its first member in the alphabet.
      if (above.every((id) => member.id <= id)) yield problemAt(file, at, `managers go in a circle: ${above.join(' → ')}`);
      break;
    }
  }
}

export function* checkTeam({ team, files, alerts }: Draft): Generator<PolicyProblem> {
  const file = files.get('team.yaml');
  yield* repeated(file, ['members', '*', 'id'], 'the member');
  yield* repeated(file, ['members', '*', 'email'], 'the address');
  const known = idsIn(file, ['members', '*', 'id']);

  const alertsFile = files.get('alerts.yaml');
  yield* repeated(alertsFile, ['onCall', '*', 'id'], 'the on-call');
  for (const [index, { name, page, member }] of (alerts?.onCall ?? []).entries()) {
    yield* reference(alertsFile, ['onCall', index, 'member'], member, known, 'team member');
    if (page === 'inbox' && member === undefined)
      yield problemAt(
        alertsFile,
        ['onCall', index],
        `a page to ${name} goes to an inbox, and nobody's is named`,
        'add member: <member id>',
      );
    const person = team?.members.find(({ id }) => id === member);
    if (person?.active === false) yield problemAt(alertsFile, ['onCall', index, 'member'], `${person.name} is called and is not active`);
  }

  if (!file || !team) return;
  const shared = Object.keys(team.hours);
  for (const [id, span] of Object.entries(team.hours)) yield* hours(file, ['hours', id], span);
  for (const [index, member] of team.members.entries()) {
    const at = ['members', index];
    yield* reference(file, [...at, 'manager'], member.manager, known, 'team member');
    if (typeof member.hours === 'string') yield* reference(file, [...at, 'hours'], member.hours, shared, 'shared hours');
    else yield* hours(file, [...at, 'hours'], member.hours);
    for (const [position, { from, until }] of member.away.entries()) {
      if (Date.parse(from) >= Date.parse(until))
        yield problemAt(file, [...at, 'away', position], `${member.name} is back before being away: ${from} to ${until}`);
    }
    if (member.active && member.channels.length === 0)
      yield warningAt(file, at, `${member.name} has no channel: alerts wait in the console's inbox only`, 'add channels: [slack, email]');
    if (member.channels.includes('slack') && member.slackUserId === undefined)
      yield warningAt(file, at, `${member.name} has the channel slack and no slackUserId`);
  }
  yield* managers(file, team.members);
}
