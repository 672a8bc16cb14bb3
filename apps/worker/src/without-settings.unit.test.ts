import type { Policy } from '@firstline/domain/policy/policy.schema';
import { describe, expect, it } from 'vitest';
import { withoutSettings } from './without-settings.js';

const policy = (channels: string[], pages: string[]) =>
  ({ team: [{ channels }, { channels }], alerts: { onCall: pages.map((page) => ({ id: `by-${page}`, page })) } }) as unknown as Pick<
    Policy,
    'team' | 'alerts'
  >;
const have = (channels: string[], pagers: string[]) => ({ channels: new Set(channels), pagers: new Set(pagers) });

describe('what the policy names and the environment lacks', () => {
  it('is said once for a channel, however many members have it', () => {
    expect(withoutSettings(policy(['slack', 'email'], []), have(['email'], []))).toEqual([
      expect.stringMatching(/^team\.yaml sends alerts by slack, which has no settings/),
    ]);
  });
  it('names who is paged by what', () => {
    expect(withoutSettings(policy([], ['pagerduty', 'webhook', 'inbox']), have([], ['webhook']))).toEqual([
      expect.stringMatching(/^alerts\.yaml pages by-pagerduty by pagerduty/),
    ]);
  });
  it('is nothing where everything is set', () => expect(withoutSettings(policy(['slack'], ['inbox']), have(['slack'], []))).toEqual([]));
});
