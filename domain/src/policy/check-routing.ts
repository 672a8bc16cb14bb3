import { getDomain } from 'tldts';
import { type Draft, idsIn, problemAt, reference, repeated, warningAt } from './draft.js';
import type { PolicyProblem } from './policy-problem.js';
import type { YamlFile } from './yaml-file.js';

type Territories = NonNullable<Draft['territories']>;
type Members = NonNullable<Draft['team']>['members'];

function* pools(
  file: YamlFile,
  { pools: all }: Territories,
  members: Members | undefined,
  memberIds: readonly string[] | undefined,
): Generator<PolicyProblem> {
  const ids = all.map(({ id }) => id);
  for (const [index, pool] of all.entries()) {
    const at = ['pools', index];
    const seen = new Set<string>();
    for (const [position, { rep }] of pool.members.entries()) {
      const place = [...at, 'members', position, 'rep'];
      yield* reference(file, place, rep, memberIds, 'team member');
      if (seen.has(rep)) yield problemAt(file, place, `${rep} is in ${pool.id} twice`, 'use weight for a larger share');
      seen.add(rep);
      const member = members?.find(({ id }) => id === rep);
      if (member?.active === false)
        yield warningAt(file, place, `${member.name} is in ${pool.id} and is not active: they get no lead`, 'remove the line');
    }
    const someone = members && pool.members.some(({ rep }) => members.some(({ id, active }) => id === rep && active));
    if (someone === false) yield problemAt(file, at, `no active member is in the pool ${pool.id}`);

    const { do: what, pool: overflow } = pool.allAway;
    if (what === 'overflow' && overflow === undefined)
      yield problemAt(file, [...at, 'allAway'], `${pool.id} overflows and does not say where`, 'add pool: <pool id>');
    if (what !== 'overflow' && overflow !== undefined)
      yield warningAt(file, [...at, 'allAway', 'pool'], `the pool ${overflow} is used only with do: overflow`);
    if (what === 'overflow') yield* reference(file, [...at, 'allAway', 'pool'], overflow, ids, 'pool');
    if (what === 'overflow' && overflow === pool.id) yield problemAt(file, [...at, 'allAway', 'pool'], `${pool.id} overflows into itself`);
  }
  yield* overflowCircles(file, all);
}

function* overflowCircles(file: YamlFile, all: Territories['pools']): Generator<PolicyProblem> {
  const next = new Map(all.map(({ id, allAway }) => [id, allAway.do === 'overflow' ? allAway.pool : undefined]));
  for (const [index, { id }] of all.entries()) {
    const way = [id];
    for (let pool = next.get(id); pool !== undefined && way.length <= all.length; pool = next.get(pool)) {
      way.push(pool);
      if (pool !== id) continue;
      // Each circle once, from its first pool in the alphabet; into itself is said elsewhere.
      const isFirst = way.every((other) => id <= other);
      if (isFirst && way.length > 2)
        yield problemAt(file, ['pools', index, 'allAway', 'pool'], `pools overflow in a circle: ${way.join(' → ')}`);
      break;
    }
  }
}

const inOneLine = (condition: string): string => condition.replace(/\s+/g, ' ').trim();

function* territories(file: YamlFile, { territories: all, pools: known }: Territories): Generator<PolicyProblem> {
  const ids = known.map(({ id }) => id);
  for (const [index, { id, when, pool }] of all.entries()) {
    yield* reference(file, ['territories', index, 'pool'], pool, ids, 'pool');
    const before = all.slice(0, index);
    const same = before.find((other) => inOneLine(other.when) === inOneLine(when));
    if (same)
      yield problemAt(
        file,
        ['territories', index, 'when'],
        `${id} has the same condition as ${same.id}, which comes first: no lead reaches it`,
      );
    const everything = before.find((other) => inOneLine(other.when) === 'true');
    if (everything && !same)
      yield problemAt(
        file,
        ['territories', index, 'when'],
        `no lead reaches ${id}: ${everything.id} takes them all`,
        `move ${everything.id} to the end`,
      );
  }
}

/** Domains in lists that would catch far more than was meant. */
function* tooWide(
  file: YamlFile | undefined,
  domains: readonly string[],
  path: (index: number) => (string | number)[],
): Generator<PolicyProblem> {
  for (const [index, domain] of domains.entries()) {
    if (getDomain(domain) === null)
      yield problemAt(
        file,
        path(index),
        `${domain} is a public suffix: it would cover every company below it`,
        'write the company’s own domain',
      );
  }
}

export function* checkRouting(draft: Draft): Generator<PolicyProblem> {
  const file = draft.files.get('territories.yaml');
  const memberIds = idsIn(draft.files.get('team.yaml'), ['members', '*', 'id']);
  const poolIds = idsIn(file, ['pools', '*', 'id']);
  yield* repeated(file, ['territories', '*', 'id'], 'the territory');
  yield* repeated(file, ['pools', '*', 'id'], 'the pool');
  yield* repeated(file, ['namedAccounts', '*', 'domain'], 'the named account');

  const suppression = draft.files.get('suppression.yaml');
  yield* reference(suppression, ['customerSuccessPool'], draft.suppression?.customerSuccessPool, poolIds, 'pool');
  if (suppression && draft.suppression?.customer === 'divert' && draft.suppression.customerSuccessPool === undefined) {
    yield warningAt(
      suppression,
      [],
      'a customer without a customer-success owner in the CRM goes to the default pool',
      'add customerSuccessPool',
    );
  }
  yield* tooWide(suppression, draft.suppression?.competitorDomains ?? [], (index) => ['competitorDomains', index]);
  yield* tooWide(suppression, draft.suppression?.doNotContactDomains ?? [], (index) => ['doNotContactDomains', index]);

  if (!file || !draft.territories) return;
  yield* reference(file, ['defaultPool'], draft.territories.defaultPool, poolIds, 'pool');
  for (const [index, { rep, domain }] of draft.territories.namedAccounts.entries()) {
    yield* reference(file, ['namedAccounts', index, 'rep'], rep, memberIds, 'team member');
    const member = draft.team?.members.find(({ id }) => id === rep);
    if (member?.active === false)
      yield problemAt(file, ['namedAccounts', index, 'rep'], `${domain} is named for ${member.name}, who is not active`);
  }
  yield* tooWide(
    file,
    draft.territories.namedAccounts.map(({ domain }) => domain),
    (index) => ['namedAccounts', index, 'domain'],
  );
  yield* pools(file, draft.territories, draft.team?.members, memberIds);
  yield* territories(file, draft.territories);
}
