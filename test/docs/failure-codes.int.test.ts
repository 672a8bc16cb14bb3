import { readFile } from 'node:fs/promises';
import { failureCodes } from '@firstline/activities/failures';
import { describe, expect, it } from 'vitest';
import { page, withTable } from '../../tools/failure-codes.mjs';

describe('docs/failure-codes.md', () => {
  it('explains every code that an activity can raise', async () => {
    const text = await readFile(page, 'utf8');
    expect(text, 'run: npm run build && node tools/failure-codes.mjs').toBe(withTable(text, failureCodes));
  });

  it('says of each code what to do or what happens next', () => {
    for (const [code, meaning] of Object.entries(failureCodes)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
      expect(meaning.split('. ').length, code).toBeGreaterThan(1);
    }
  });
});
