import { describe, expect, it } from 'vitest';
import { orderedBefore, performedBy } from './actions.sql.js';

describe('instructions read back from the store', () => {
  it('put the contact before what hangs on it, whatever the order of the rows', () => {
    const rows = ['crm.set-owner', 'inbox.alert', 'crm.create-task', 'crm.upsert-lead'].map((kind) => ({
      key: `episode/demo-request/${kind}`,
      kind,
    }));
    for (const order of [rows, rows.toReversed()]) {
      const kinds = orderedBefore(order).map(({ kind }) => kind);
      expect(kinds[0]).toBe('crm.upsert-lead');
      expect(kinds.toSorted()).toEqual(rows.map(({ kind }) => kind).toSorted());
    }
  });

  it('are performed under the name that the Temporal UI shows', () => {
    expect(performedBy('slack.alert')).toBe('notifyRep');
    expect(performedBy('slack.update')).toBe('updateMessage');
    expect(performedBy('crm.close-tasks')).toBe('writeCrm');
    expect(performedBy('page.on-call')).toBe('pageOnCall');
  });
});
