import { describe, expect, it } from 'vitest';
import { keepNewerEdits } from './field-edits.js';

describe('what we write into a contact', () => {
  it('never touches a field that a person edited, and says which', () => {
    const written = keepNewerEdits({
      wanted: { title: 'VP', firstName: 'Ada' },
      edits: { title: { by: 'person', atMs: 1 } },
      writtenAtMs: 5,
    });
    expect(written).toEqual({
      values: { firstName: 'Ada' },
      kept: ['title'],
      edits: { title: { by: 'person', atMs: 1 }, firstName: { by: 'firstline', atMs: 5 } },
    });
  });

  it('replaces what we wrote before, and leaves alone what we know nothing of', () => {
    const written = keepNewerEdits({
      wanted: { title: 'CTO', phone: undefined },
      edits: { title: { by: 'firstline', atMs: 1 }, phone: { by: 'firstline', atMs: 1 } },
      writtenAtMs: 5,
    });
    expect(written).toEqual({
      values: { title: 'CTO' },
      kept: [],
      edits: { title: { by: 'firstline', atMs: 5 }, phone: { by: 'firstline', atMs: 1 } },
    });
  });

  it('does not count an edit as in our way where we would write nothing', () => {
    expect(keepNewerEdits({ wanted: { title: undefined }, edits: { title: { by: 'person', atMs: 1 } }, writtenAtMs: 5 }).kept).toEqual([]);
  });
});
