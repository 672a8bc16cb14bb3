import { describe, expect, it } from 'vitest';

import { countVitest } from './stages.mjs';

const file = (status, ...tests) => ({ status, assertionResults: tests.map((test) => ({ status: test })) });

describe('what a vitest run counts as', () => {
  it('is its tests', () => {
    expect(countVitest({ numPassedTests: 7, numFailedTests: 0, testResults: [file('passed', 'passed')] }, 0)).toEqual({
      passed: 7,
      failed: 0,
    });
    expect(countVitest({ numPassedTests: 6, numFailedTests: 1, testResults: [file('failed', 'passed', 'failed')] }, 1)).toEqual({
      passed: 6,
      failed: 1,
    });
  });

  it('is a failure for each file that could not be loaded', () => {
    expect(countVitest({ numPassedTests: 3, numFailedTests: 0, testResults: [file('failed'), file('passed', 'passed')] }, 1)).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  it('never hides an error outside of any test', () => {
    expect(countVitest({ numPassedTests: 3, numFailedTests: 0, testResults: [] }, 1)).toEqual({ passed: 3, failed: 1 });
  });

  it('is a failure when the run left no report', () => {
    expect(countVitest(undefined, 1)).toEqual({ passed: 0, failed: 1 });
  });
});
