import { z } from 'zod';

/** The fields of an interaction that we use; the rest is left alone. */
const interactionSchema = z.object({
  type: z.string(),
  user: z.object({ id: z.string().max(40) }),
  response_url: z.string().max(2_000).optional(),
  actions: z
    .array(z.object({ action_id: z.string().max(100), value: z.string().max(2_000).optional() }))
    .max(25)
    .default([]),
});

export interface Tap {
  slackUserId: string;
  what: 'take' | 'pass' | 'snooze';
  episodeId: string;
  round: number;
  responseUrl?: string;
}

const target = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,4})$/;

/**
 * Reads the form that Slack posts for a tap on a message's button.
 * @returns nothing for interactions that are not ours: Slack sends every kind to the one address
 */
export function tapsIn(body: string): Tap[] {
  const payload = new URLSearchParams(body).get('payload');
  if (payload === null) return [];
  const parsed = interactionSchema.safeParse(jsonOf(payload));
  if (!parsed.success || parsed.data.type !== 'block_actions') return [];
  const { user, actions, response_url: responseUrl } = parsed.data;
  return actions.flatMap(({ action_id: what, value = '' }): Tap[] => {
    const [, episodeId, round] = target.exec(value) ?? [];
    if (!episodeId || (what !== 'take' && what !== 'pass' && what !== 'snooze')) return [];
    return [{ slackUserId: user.id, what, episodeId, round: Number(round), ...(responseUrl === undefined ? {} : { responseUrl }) }];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
