import { createHash } from 'node:crypto';
import type { Database, Json } from '@firstline/platform/db/db';
import type { Performer } from '../../actions/performer.port.js';

const idOf = (key: string): string => {
  const hex = createHash('sha256').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The console's own inbox: always on. Our own database, so the same key is one message and there is nothing to look up. */
export const inboxAlert = (db: Database): Performer<'inbox.alert'> => ({
  kind: 'inbox.alert',
  async perform({ key, leadId, episodeId, instruction }) {
    const id = idOf(key);
    await db.inboxMessage.createMany({
      data: [
        {
          id,
          actionKey: key,
          repId: instruction.repId,
          leadId,
          episodeId,
          kind: instruction.purpose,
          body: instruction as unknown as Json,
        },
      ],
      skipDuplicates: true,
    });
    return { messageId: id };
  },
});

export const inboxUpdate = (db: Database): Performer<'inbox.update'> => ({
  kind: 'inbox.update',
  async perform({ instruction }) {
    const { of, as, byName } = instruction;
    const words = byName ? `${as.replace('-', ' ')}: ${byName}` : as;
    await db.inboxMessage.updateMany({ where: { actionKey: of, closedAt: null }, data: { closedAt: new Date(), closedAs: words } });
    return { messageId: idOf(of) };
  },
});
