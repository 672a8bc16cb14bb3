import { stripVTControlCharacters } from 'node:util';

import { describe, expect, it } from 'vitest';

import { markdownLines } from './markdown-lines.js';

describe('a runbook on a terminal', () => {
  it('keeps headings, lists and marks, and breaks lines under the item', () => {
    const markdown =
      '# Demo request\n\n## 1. Is it arriving?\n\n- Look for `form.submitted` from any connection, in the list of signals.\n1. **Nina** is called.\n';
    expect(markdownLines(markdown, 40).map(stripVTControlCharacters)).toEqual([
      'DEMO REQUEST',
      '',
      '1. Is it arriving?',
      '',
      '- Look for form.submitted from any',
      '  connection, in the list of signals.',
      '1. Nina is called.',
    ]);
  });
});
