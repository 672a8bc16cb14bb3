import { Inject, Injectable } from '@nestjs/common';
import type { EpisodeItem, LeadDetail } from '@firstline/domain/api/leads.schema';
import type { VerdictItem } from '@firstline/domain/api/story.schema';
import { formulaOf } from '@firstline/domain/policy/formula';
import type { Config } from '@firstline/platform/config/config';
import type { Database, Db } from '@firstline/platform/db/db';
import { leadNameOf } from '../lists/names.js';
import { readConsistently } from '../lists/read.js';
import { CONFIG, DATABASE } from '../parts/parts.js';
import { signalItemOf } from '../signals/signal-items.js';
import { signalsOfLead } from '../signals/signals.sql.js';
import { actionItemOf, timelineItemOf, verdictItemOf } from '../story/story.js';
import { actionsOfLead, timelineOfLead, verdictsOfLead } from '../story/story.sql.js';
import { scoreDetailOf } from '../story/verdict-words.js';
import { Policies, type Team } from '../triggers/policies.js';
import { assignmentItemOf, episodeItemOf, factItemsOf, leadItemOf } from './lead-items.js';
import { type EpisodeRow, accountById, assignmentsOf, colleaguesOf, episodesOfLead, factsOfLead, leadRow } from './leads.sql.js';
import { permittedOn } from './permitted.js';
import { latestCandidates, whyOf } from './why.js';

const SIGNALS_SHOWN = 50;

/** Everything about one lead, as of one moment. */
@Injectable()
export class LeadDetails {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly policies: Policies,
  ) {}

  /** @returns null when there is no such lead */
  async of(leadId: string): Promise<LeadDetail | null> {
    const team = await this.policies.team();
    return readConsistently(this.database, (db) => this.#read(db, leadId, team));
  }

  async #read(db: Db, leadId: string, team: Team): Promise<LeadDetail | null> {
    const row = await leadRow(db, leadId);
    if (!row) return null;
    const lead = leadItemOf(row, team);
    const signals = (await signalsOfLead(db, leadId, SIGNALS_SHOWN)).map((signal) => signalItemOf(signal, { config: this.config, team }));
    const episodeRows = await episodesOfLead(db, leadId);
    const episodes = await Promise.all(
      episodeRows.map(async (episode) => episodeItemOf(episode, team, await this.#triggerOf(episode, team), this.config)),
    );
    const episodeIds = episodes.map(({ id }) => id);
    const assignments = (await assignmentsOf(db, episodeIds)).map((assignment) => assignmentItemOf(assignment, team));
    const verdicts = (await verdictsOfLead(db, leadId)).map((verdict) => verdictItemOf(verdict, team));
    const episode = episodes[0] ?? null;
    const why = whyOf(lead, ofThePursuit(verdicts, episodeRows[0]), team, Date.now());
    const facts = factItemsOf(await factsOfLead(db, leadId), team.policy);
    const scored = verdicts.findLast(({ kind }) => kind === 'scored');
    return {
      ...lead,
      email: row.email,
      phone: textOf(facts.find(({ field }) => field === 'person.phone')?.current?.value),
      mergedIntoId: row.mergedIntoId,
      account: row.accountId === null ? null : await accountById(db, row.accountId),
      colleagues:
        row.accountId === null
          ? []
          : (await colleaguesOf(db, row.accountId, leadId)).map((other) => ({
              id: other.leadId,
              name: leadNameOf({ ...other, company: null }),
              title: other.title,
            })),
      facts,
      scoreDetail: scored ? scoreDetailOf(scored) : null,
      candidates: latestCandidates(why),
      verdicts,
      episode,
      episodes,
      assignments,
      signals,
      timeline: (
        await timelineOfLead(
          db,
          leadId,
          signals.map(({ id }) => id),
        )
      ).map(timelineItemOf),
      actions: (await actionsOfLead(db, leadId)).map(actionItemOf),
      why,
      permitted: permittedOn(
        lead,
        assignments.some(({ episodeId }) => episodeId === episode?.id),
      ),
    };
  }

  /** The play as it was when the episode began: a running pursuit keeps the policy it started with. */
  async #triggerOf({ triggerId, policyHash }: EpisodeRow, team: Team): Promise<EpisodeItem['trigger']> {
    if (triggerId === null) return null;
    const policy = (policyHash === null ? null : await this.policies.byHash(policyHash)) ?? team.policy;
    const trigger = policy?.triggers.find(({ id }) => id === triggerId);
    if (!policy || !trigger) return { id: triggerId, name: triggerId, formula: null };
    return { id: triggerId, name: trigger.name, formula: formulaOf(trigger, policy) };
  }
}

/** The decisions that led to where the lead is: on the signal that owns the latest episode and the one that matched, or on the last one alone. */
function ofThePursuit(verdicts: VerdictItem[], episode: EpisodeRow | undefined): VerdictItem[] {
  const signals = episode ? [episode.ownerSignalId, episode.triggerSignalId] : [verdicts.at(-1)?.signalId];
  return verdicts.filter(({ signalId }) => signals.includes(signalId));
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
