import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { failureOf } from './performing.js';

const activity = (cause: Error): ActivityFailure =>
  new ActivityFailure('Activity task failed', 'writeCrm', '7', RetryState.MAXIMUM_ATTEMPTS_REACHED, 'worker', cause);

describe('why an action could not be done', () => {
  it('is told by the code of its cause, never by the words around it', () => {
    expect(failureOf(activity(ApplicationFailure.nonRetryable('a field does not exist', 'CRM_REJECTED')))).toEqual({
      code: 'CRM_REJECTED',
      text: 'a field does not exist',
    });
    expect(failureOf(ApplicationFailure.nonRetryable('no policy', 'POLICY_NOT_FOUND'))).toEqual({
      code: 'POLICY_NOT_FOUND',
      text: 'no policy',
    });
  });

  it('is that nobody answered in time, when nothing else is known', () => {
    expect(failureOf(activity(new TimeoutFailure('activity StartToClose timeout', undefined, 'START_TO_CLOSE')))).toEqual({
      code: 'TIMED_OUT',
      text: 'activity StartToClose timeout',
    });
    expect(failureOf(activity(ApplicationFailure.create({ message: 'boom' })))).toEqual({ code: 'UNKNOWN', text: 'boom' });
  });
});
