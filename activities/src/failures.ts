import { ApplicationFailure } from '@temporalio/common';

/** Every failure that an activity can raise; docs/failure-codes.md says what each one means and what to do. */
export const failureCodes = {
  SIGNAL_NOT_FOUND: 'The signal row does not exist. It was erased or its retention has passed.',
  POLICY_NOT_FOUND: 'The pinned policy is not in the store. Publish it again, or cancel the signal.',
  POLICY_MISSING: 'No policy has been published yet. The worker publishes the files of FIRSTLINE_CONFIG when it starts; see its log.',
  EPISODE_NOT_FOUND: 'The episode does not exist. Its lead was erased.',
  ACTION_NOT_FOUND: 'The instruction does not exist. Its lead was erased.',
  ACTION_UNKNOWN_KIND: 'No adapter performs this kind of action. A newer release ordered it: roll forward.',
  SOURCE_UNAVAILABLE: 'The provider that holds the lead did not answer. It is tried again.',
  SOURCE_UNAUTHORISED:
    'The provider does not accept the connection’s token, or it may not read leads. It is tried again, so that a renewed token heals it.',
  SOURCE_REJECTED: 'The provider refused to hand over the lead. Check the connection’s token and permissions.',
  CRM_UNAVAILABLE: 'The CRM did not answer. It is tried again.',
  CRM_REJECTED: 'The CRM refused the write. The request is wrong and will stay wrong.',
  CHANNEL_UNAVAILABLE: 'The message service did not answer. It is tried again.',
  CHANNEL_RATE_LIMITED: 'The message service asked us to slow down. It is tried again when it said.',
  CHANNEL_REJECTED: 'The message service refused the message. Check the recipient and the permissions.',
  CHANNEL_MESSAGE_GONE: 'The message to bring up to date was deleted. Nothing is left to do: nobody sees it any more.',
  CHANNEL_UNAUTHORISED: 'The message service does not know our credentials. Check its token.',
  CHANNEL_NOT_CONFIGURED: 'The policy names a channel that has no settings. Set them or take the channel out of team.yaml.',
  PAGING_UNAVAILABLE: 'The paging service did not answer. It is tried again.',
  PAGING_REJECTED: 'The paging service refused the page. Check the routing key.',
  PAGING_NOT_CONFIGURED:
    'alerts.yaml pages by a service that has no settings, or names somebody who is not there any more. Set them, or page by `inbox`.',
} as const;
export type FailureCode = keyof typeof failureCodes;

const asError = (cause: unknown): Error | undefined => (cause instanceof Error ? cause : undefined);
/** Vendors' words are bounded: failures are history, kept for weeks. */
const capped = (message: string): string => (message.length > 500 ? `${message.slice(0, 499)}…` : message);

/** Our request is wrong: trying again would only be wrong again. */
export const wontRetry = (type: FailureCode, message: string, cause?: unknown): ApplicationFailure =>
  ApplicationFailure.create({ type, message: capped(message), nonRetryable: true, ...(asError(cause) ? { cause: asError(cause)! } : {}) });

/** Their side is down, or asked us to slow down. */
export const willRetry = (type: FailureCode, message: string, cause?: unknown, afterMs?: number): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message: capped(message),
    ...(asError(cause) ? { cause: asError(cause)! } : {}),
    ...(afterMs === undefined ? {} : { nextRetryDelay: afterMs }),
  });

/**
 * The request may have been carried out although no answer came: a time-out after sending, a lost connection.
 * The executor then asks the vendor before it sends again, and never guesses.
 */
export const outcomeUnknown = (type: FailureCode, message: string, cause?: unknown): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message: capped(message),
    details: [{ outcome: 'unknown' }],
    ...(asError(cause) ? { cause: asError(cause)! } : {}),
  });

/** Anything that is not one of our coded failures is a surprise, so its outcome is not known either. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  !(error instanceof ApplicationFailure) ||
  (error.details ?? []).some((detail) => (detail as { outcome?: string } | null)?.outcome === 'unknown');
