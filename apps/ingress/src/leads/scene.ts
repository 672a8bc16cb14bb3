import type { OperationAnswer, Refusal } from '@firstline/domain/api/lead-operations.schema';
import type { RepRef } from '@firstline/domain/api/list.schema';
import type { Answer } from '@firstline/workflows/speed-to-lead/contract';
import { Problem } from '../problems/problem.js';
import type { Team } from '../triggers/policies.js';
import type { PursuitRow } from './pursuit.sql.js';
import { refusalWords } from './refusal-words.js';

/** How an operation on a lead ended: done, or refused with the reason. Anything else is thrown. */
export type Operated = { ok: true; answer: OperationAnswer } | { ok: false; because: Refusal; rep: RepRef | null; message: string };

/** A lead that somebody works on, or worked on. */
export type Pursuit = PursuitRow & { episodeId: string; ownerWorkflowId: string };

/** The moment in which somebody presses a button: the lead as stored, the team, and how to answer. */
export class Scene {
  constructor(
    readonly pursuit: Pursuit,
    readonly team: Team,
    readonly nowMs: number,
  ) {}

  /** Nobody can change any more who has it. */
  get settled(): boolean {
    return this.pursuit.takenAt !== null || this.pursuit.closedAt !== null;
  }

  /** Who is being asked. */
  get asked(): RepRef | null {
    return this.team.repOrNull(this.pursuit.assignedRepId);
  }

  /** @throws Problem naming the rep when there is none of that name */
  member(repId: string, field = 'repId'): RepRef {
    const rep = this.team.member(repId);
    if (rep) return rep;
    const message = `There is nobody called "${repId}" on the team, or no longer. GET /v1/team lists everybody.`;
    throw new Problem('unprocessable', message, { errors: [{ field, message }] });
  }

  yes(message: string, rep: RepRef | null = null): Operated {
    const { leadId, episodeId } = this.pursuit;
    return { ok: true, answer: { accepted: true, leadId, episodeId, rep, message } };
  }

  no(because: Refusal, { rep = null, you }: { rep?: RepRef | null; you?: RepRef | undefined } = {}): Operated {
    const { stage, takenAt, closedAt } = this.pursuit;
    const message = refusalWords(because, {
      rep,
      stage,
      nowMs: this.nowMs,
      ...(you ? { you } : {}),
      ...(takenAt ? { takenAtMs: takenAt.getTime() } : {}),
      ...(closedAt ? { closedAtMs: closedAt.getTime() } : {}),
    });
    return { ok: false, because, rep, message };
  }

  /** A no from what is stored: somebody has it, or nobody ever will. */
  settledNo(you?: RepRef): Operated {
    const rep = this.team.repOrNull(this.pursuit.takenByRepId);
    return rep ? this.no('taken', { rep, you }) : this.no('over', { you });
  }

  /** The workflow's no. Who has it by now stands in the record. */
  refused(answer: Extract<Answer, { accepted: false }>, you?: RepRef): Operated {
    return this.no(answer.because, { rep: this.team.repOrNull('repId' in answer ? answer.repId : this.pursuit.assignedRepId), you });
  }
}
