import { stripVTControlCharacters } from 'node:util';

import type { VerdictItem } from '@firstline/domain/api/story.schema';
import { describe, expect, it } from 'vitest';

import { widthOf } from '../screen/layout.js';
import { storyLines } from './print-story.js';
import { action, aStory, at, entry, offerTo, START_MS } from './story.fake.js';

const verdict = (kind: VerdictItem['kind'], sentence: string, result: unknown, reasons: string[]): VerdictItem => ({
  id: '1',
  signalId: 's',
  kind,
  sentence,
  result,
  reasons: reasons.map((text) => ({ code: kind, text, source: null, factAt: null })),
  policyHash: null,
  decidedAt: at(200),
});

const full = aStory(
  {
    timeline: [
      entry(60, 'resolved', 'Hank Sorrel is new.', { layer: 'qualification', tookMs: 16 }),
      entry(30_000, 'reminded', 'Sam Whitaker is reminded.'),
    ],
    verdicts: [
      verdict('fit', 'Fits whom we sell to.', { decision: 'fit' }, [
        'At least 50 employees: yes: company.employees is 7650.',
        'Not a school: no: company.industry is “education”.',
      ]),
      verdict(
        'routed',
        'Goes to Sam Whitaker.',
        {
          candidates: [
            { repId: 'sam-whitaker', chosen: true, via: 'pool' },
            { repId: 'hana-sato', chosen: false, out: [{ text: 'is outside working hours' }] },
          ],
        },
        ['It belongs to the territory Enterprise, everywhere.'],
      ),
    ],
    actions: [
      action(300, 'inbox.alert', 'sam-whitaker'),
      action(300, 'slack.alert', 'sam-whitaker'),
      action(310, 'crm.create-task', 'task-1', {
        state: 'ordered',
        attempts: 3,
        doneAt: null,
        lastError: { code: 'CRM_UNAVAILABLE', text: 'the CRM did not answer' },
        deadLetterId: 'd-1',
      }),
    ],
  },
  { assignment: offerTo('Sam Whitaker') },
);
const screen = (columns = 80, story = full): string[] =>
  storyLines(story, { columns, nowMs: START_MS + 60_000 }).map(stripVTControlCharacters);

describe('a story on a screen', () => {
  it('stands in three layers, with the time since it arrived', () => {
    const lines = screen();
    const titles = lines.filter((line) => /^[A-Z]{5,}/.test(line)).map((line) => line.split(/\s/)[0]);
    expect(titles).toEqual(['INGESTION', 'QUALIFICATION', 'EXECUTION']);
    expect(lines).toContain('     +60 ms  resolved    Hank Sorrel is new. (16 ms)');
    expect(lines).toContain('     +35 ms  started     signal/api/evt-hank');
  });

  it('says of each reason whether it held', () => {
    expect(screen().join('\n')).toMatch(/✓ At least 50 employees: company\.employees is 7650\n.*✗ Not a school/);
  });

  it('names everybody who was looked at, and why not', () => {
    const text = screen().join('\n');
    expect(text).toContain('✓ Sam Whitaker: by pool');
    expect(text).toContain('– hana-sato: is outside working hours');
  });

  it('tells messages of one moment to one person in one line', () => {
    expect(screen().filter((line) => line.includes(' told '))).toEqual([
      '    +330 ms  told        Sam Whitaker by inbox and slack (20 ms)',
    ]);
  });

  it('shows what could not be done, why, and how to try it now', () => {
    const text = screen().join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain('parked crm.create-task, 3 tries');
    expect(text).toContain('CRM_UNAVAILABLE: the CRM did not answer');
    expect(text).toContain('dead-letters retry d-1');
  });

  it.each([60, 80, 100])('keeps within %d columns, but for addresses that are to be copied whole', (columns) => {
    const tooWide = screen(columns).filter((line) => widthOf(line) > columns && !line.includes('http://'));
    expect(tooWide).toEqual([]);
  });

  it('is told of a signal whose lead is gone, too', () => {
    expect(screen(80, { ...full, lead: undefined }).join('\n')).toContain('Hank Sorrel');
  });
});
