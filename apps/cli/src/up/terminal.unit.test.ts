import { describe, expect, it } from 'vitest';

import { duration, terminalOn } from './terminal.js';

/** Colours depend on where the tests run; movements of the cursor would stay and be noticed. */
const withoutColours = (text: string): string => text.replaceAll(/\x1b\[\d*m/g, '');

describe('the terminal', () => {
  it('says durations as people do', () => {
    expect([430, 58_400, 125_000].map(duration)).toEqual(['0.4 s', '58 s', '2 min 5 s']);
  });

  it('prints whole lines and no cursor movements into a log', async () => {
    let printed = '';
    const terminal = terminalOn({ isTTY: false, write: (text) => (printed += withoutColours(text)) });
    await terminal.step('Postgres', 'starting', async (tell) => {
      tell('still starting');
      return { detail: 'port 5433', result: undefined };
    });
    expect(printed).toMatch(/^ {2}✓ Postgres\s+port 5433, 0\.0 s\n$/);
  });

  it('says which step failed, and leaves the reason to its caller', async () => {
    let printed = '';
    const terminal = terminalOn({ isTTY: false, write: (text) => (printed += withoutColours(text)) });
    const failing = terminal.step('Temporal', 'starting', () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(printed).toContain('✗ Temporal');
  });
});
