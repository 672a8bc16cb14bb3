import { describe, expect, it } from 'vitest';
import { tapsIn } from './slack-taps.js';

const episodeId = '0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa';
const form = (payload: unknown): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
const tap = (action: object, more: object = {}) =>
  form({
    type: 'block_actions',
    user: { id: 'U1', name: 'ana' },
    trigger_id: '12.34.ab',
    actions: [{ type: 'button', ...action }],
    ...more,
  });

describe('a tap in Slack', () => {
  it.each(['take', 'pass', 'snooze'] as const)('says who wants to %s which lead, as of which round', (what) => {
    expect(tapsIn(tap({ action_id: what, value: `${episodeId}:2` }, { response_url: 'https://hooks.slack.com/actions/1' }))).toEqual([
      { slackUserId: 'U1', what, episodeId, round: 2, responseUrl: 'https://hooks.slack.com/actions/1' },
    ]);
  });

  it.each([
    ['another button of ours that is a link', tap({ action_id: 'open', url: 'https://example.com' })],
    ['a value that is not ours', tap({ action_id: 'take', value: '1; DROP TABLE lead' })],
    ['a round that is no number', tap({ action_id: 'take', value: `${episodeId}:x` })],
    ['no value', tap({ action_id: 'take' })],
    ['another kind of interaction', form({ type: 'view_submission', user: { id: 'U1' } })],
    ['nobody', form({ type: 'block_actions', actions: [{ action_id: 'take', value: `${episodeId}:1` }] })],
    ['no payload', 'a=b'],
    ['no JSON', 'payload=%7B'],
    ['a JSON that is no object', 'payload=7'],
    ['nothing', ''],
  ])('of %s is not for us', (_, body) => {
    expect(tapsIn(body)).toEqual([]);
  });
});
