import type { Policy } from '@firstline/domain/policy/policy.schema';

/** Said once at the start rather than as a dead letter for each lead. */
export function withoutSettings(
  policy: Pick<Policy, 'team' | 'alerts'>,
  have: { channels: ReadonlySet<string>; pagers: ReadonlySet<string> },
): string[] {
  const channels = new Set(policy.team.flatMap((member) => member.channels).filter((channel) => !have.channels.has(channel)));
  const pagers = policy.alerts.onCall.filter(({ page }) => page !== 'inbox' && !have.pagers.has(page));
  return [
    ...[...channels].map(
      (channel) =>
        `team.yaml sends alerts by ${channel}, which has no settings in the environment: nobody is alerted that way; .env.example says what to set`,
    ),
    ...pagers.map(
      ({ id, page }) =>
        `alerts.yaml pages ${id} by ${page}, which has no settings in the environment: such a page fails; .env.example says what to set`,
    ),
  ];
}
