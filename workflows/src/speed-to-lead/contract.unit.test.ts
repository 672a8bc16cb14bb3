import { describe, expect, it } from 'vitest';
import { deadLetterId } from '../dead-letter/contract.js';
import { OPERATE_QUEUE, taskQueue } from '../task-queues/contract.js';
import { speedToLeadId } from './contract.js';

describe('the id of a workflow', () => {
  it('is made of what identifies the event, so the same event twice is the same workflow', () => {
    const event = { connection: 'website-form', eventId: 'evt_81f2' };
    expect(speedToLeadId(event)).toBe('signal/website-form/evt_81f2');
    expect(speedToLeadId({ ...event })).toBe(speedToLeadId(event));
    expect(speedToLeadId({ ...event, connection: 'hubspot' })).not.toBe(speedToLeadId(event));
  });

  it('of a dead letter is that of its action, so an action is parked once', () => {
    expect(deadLetterId('episode/demo-request/crm.upsert-lead/crm/0')).toBe('dead-letter/episode/demo-request/crm.upsert-lead/crm/0');
  });
});

it('each layer and lane waits in a queue of its own, and dead letters in none of them', () => {
  const queues = (['qualify', 'act'] as const).flatMap((layer) =>
    (['high', 'normal', 'bulk'] as const).map((lane) => taskQueue(layer, lane)),
  );
  expect(new Set([...queues, OPERATE_QUEUE]).size).toBe(7);
  expect(taskQueue('act', 'high')).toBe('firstline-act-high');
});
