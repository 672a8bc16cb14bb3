import { stripVTControlCharacters } from 'node:util';

import type { LeadListItem } from '@firstline/domain/api/leads.schema';
import { describe, expect, it } from 'vitest';

import { widthOf } from '../screen/layout.js';
import { closest } from './find-lead.js';
import { leadTable } from './lead-lines.js';

const named = (...names: string[]) => names.map((name) => ({ name }));

describe('a lead by its name', () => {
  it('is who is called so, before those whose company is', () => {
    expect(closest(named('Ines Okoye', 'Ada King of Analytical Engines'), 'ines')).toEqual(named('Ines Okoye'));
    expect(closest(named('Ada King', 'Ada Kingsley'), 'Ada King')).toEqual(named('Ada King'));
    expect(closest(named('Sam Hill', 'Jo Samson'), 'sam')).toHaveLength(2);
    expect(closest(named('Ada King', 'Bo King'), 'gines')).toHaveLength(2);
  });
});

describe('a list of leads', () => {
  const lead = (change: Partial<LeadListItem>): LeadListItem =>
    ({
      id: '4d66c749-5566-4c90-a3d7-d50064892af4',
      name: 'Ada King',
      stage: 'waiting',
      score: 85,
      company: 'Analytical Engines Ltd',
      takenBy: null,
      assignment: null,
      owner: null,
      ...change,
    }) as LeadListItem;

  it('says whose each one is and how long they have, within eighty columns', () => {
    const assignment = {
      id: 'a',
      rep: { id: 'ana', name: 'Ana Duarte' },
      round: 1,
      kind: 'rep' as const,
      offeredAt: '2026-11-21T10:40:00Z',
      remindAt: null,
      dueAt: '2026-11-21T10:45:00Z',
    };
    const lines = leadTable(
      [
        lead({ assignment }),
        lead({ name: 'A very long name that somebody typed into a form', stage: 'taken', takenBy: { id: 'sam', name: 'Sam Whitaker' } }),
      ],
      {
        columns: 80,
        nowMs: Date.parse('2026-11-21T10:43:30Z'),
      },
    ).map(stripVTControlCharacters);
    expect(lines[1]).toMatch(/^ {2}4d66c749 {2}Ada King .* waiting .* Ana Duarte 1:30/);
    expect(lines[2]).toContain('Sam Whitaker');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
  });
});
