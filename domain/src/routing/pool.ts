import type { Reason } from '../lead/verdict.js';
import type { Pool, TeamMember } from '../policy/policy.schema.js';
import type { Candidate, OutCode } from './candidate.js';
import { availability } from './eligibility.js';
import { pick, type PoolState, type Turn } from './pick.js';
import type { RouteQuestion } from './route-question.js';

type PoolQuestion = Pick<RouteQuestion, 'facts' | 'policy' | 'team' | 'pools' | 'nowMs' | 'exclude' | 'skills'>;

interface Asked {
  /** Absent: nobody can take it now. */
  turn?: Turn;
  /** Who could have had it, in the pool's order. */
  eligible: string[];
  candidates: Candidate[];
  reasons: Reason[];
}

/** Asks one pool: who is there now, who of those suits best, and whose turn it is among them. */
export function askPool(pool: Pool, question: PoolQuestion): Asked {
  const { policy, team, exclude, nowMs } = question;
  const state: PoolState = Object.hasOwn(question.pools, pool.id) ? (question.pools[pool.id] ?? {}) : {};
  const reasons: Reason[] = [];
  const candidates: Candidate[] = pool.members.map(({ rep, weight }) => ({
    repId: rep,
    via: 'pool',
    poolId: pool.id,
    chosen: false,
    ...availability({
      repId: rep,
      team: policy.team,
      state: team,
      exclude,
      nowMs,
      ...(pool.capacity !== undefined && { capacity: pool.capacity }),
    }),
    weight,
    credit: Object.hasOwn(state, rep) ? (state[rep]?.credit ?? 0) : 0,
  }));
  const free = () => candidates.filter((candidate) => candidate.out.length === 0);
  const member = (repId: string): TeamMember | undefined => policy.team.find((each) => each.id === repId);

  /** The suited go first; when none of them is there, somebody now is better than the right one tomorrow. */
  const prefer = (
    code: OutCode & ('language' | 'skills'),
    words: { does: string; doesNot: string },
    suits: (rep: TeamMember) => boolean,
  ): void => {
    const [suited, others] = partition(free(), ({ repId }) => suits(member(repId) as TeamMember));
    if (suited.length === 0 && others.length > 0)
      reasons.push({ code: `no-${code}`, text: `Nobody there now ${words.does}, so it goes to whoever is there.` });
    else for (const other of others) other.out.push({ code, text: `${words.doesNot}, and a colleague who is there ${words.does}` });
  };
  const language = question.facts.person.language?.toLowerCase().split(/[-_]/)[0];
  if (language)
    prefer('language', { does: `speaks ${languageName(language)}`, doesNot: `does not speak ${languageName(language)}` }, (rep) =>
      rep.languages.some((each) => each.toLowerCase().split(/[-_]/)[0] === language),
    );
  const skills = question.skills ?? [];
  if (skills.length > 0)
    prefer('skills', { does: `knows ${skills.join(' and ')}`, doesNot: `does not know ${skills.join(' and ')}` }, (rep) =>
      skills.every((skill) => rep.skills.includes(skill)),
    );

  const eligible = free().map(({ repId, weight }) => ({ repId, weight: weight ?? 1 }));
  const picked = pick({ poolId: pool.id, state, eligible, atMs: nowMs });
  if (!picked) {
    reasons.push({ code: 'pool-empty', text: `Nobody in ${pool.name} can take it now.` });
    return { eligible: [], candidates, reasons };
  }
  for (const candidate of free()) {
    candidate.chosen = candidate.repId === picked.repId;
    if (!candidate.chosen)
      candidate.out.push({
        code: 'not-their-turn',
        text: `could have had it, but it was the turn of ${member(picked.repId)?.name ?? picked.repId}`,
      });
  }
  const of = eligible.length === 1 ? 'the only one who could take it' : `next in turn of the ${eligible.length} who could take it`;
  reasons.push({ code: 'turn', text: `In ${pool.name}, ${member(picked.repId)?.name ?? picked.repId} was ${of}.` });
  return { turn: picked, eligible: eligible.map(({ repId }) => repId), candidates, reasons };
}

const languageName = (code: string): string => {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code; // what somebody typed, not a language tag
  }
};

function partition<T>(items: readonly T[], holds: (item: T) => boolean): [T[], T[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))];
}
