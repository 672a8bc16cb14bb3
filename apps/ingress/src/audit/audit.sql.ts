import type { Db, Json } from '@firstline/platform/db/db';

export interface Deed {
  /** The key's name or the person's id. */
  actor: string;
  /** `lead.reassign`, `session.enter` */
  verb: string;
  /** `lead/<id>` */
  target: string;
  /** Ids and what people wrote; no data of a lead. */
  detail?: Json;
}

/** Notes who did what by hand. */
export async function audit(db: Db, { actor, verb, target, detail }: Deed): Promise<bigint> {
  const { id } = await db.auditEntry.create({
    data: { actor, verb, target, ...(detail === undefined ? {} : { detail }) },
    select: { id: true },
  });
  return id;
}

/** Adds how it ended: a deed is noted before it is done, so that none goes unnoted. */
export const auditAnswer = (db: Db, id: bigint, answer: Json): Promise<number> => db.$executeRaw`
  UPDATE audit_entry SET detail = coalesce(detail, '{}'::jsonb) || jsonb_build_object('answer', ${JSON.stringify(answer)}::jsonb) WHERE id = ${id}`;
