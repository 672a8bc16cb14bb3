import { describe as group, expect, it } from 'vitest';

import { describe, runsInOneTransaction } from './migration-files.js';
import { refusals } from './migration-refusals.js';

const file = (name: string, sql: string) => describe(name, Buffer.from(sql));
const row = (name: string, checksum: string, finished = true, logs: string | null = null) => ({ id: name, name, checksum, finished, logs });

group('a migration file', () => {
  it('has the checksum that sha256sum prints', () => {
    expect(file('a', 'select 1;\n').checksum).toBe('4a45092ccf992ea92250053a80b931b787924ba61648f420555511b84f10ab6c');
  });

  it('is one transaction unless a statement refuses one', () => {
    expect(runsInOneTransaction('CREATE TABLE a (b int);')).toBe(true);
    expect(runsInOneTransaction('-- build CONCURRENTLY one day\nCREATE INDEX a ON b (c);')).toBe(true);
    expect(runsInOneTransaction("INSERT INTO a VALUES ('commit')")).toBe(true);
    expect(runsInOneTransaction('CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;')).toBe(true);
    expect(runsInOneTransaction('CREATE INDEX CONCURRENTLY a ON b (c);')).toBe(false);
    expect(runsInOneTransaction('BEGIN; CREATE TABLE a (b int); COMMIT;')).toBe(false);
  });
});

group('a history that contradicts the files', () => {
  const first = file('1_first', 'select 1;\n');

  it('is fine when every applied migration is on disk, unchanged', () => {
    expect(refusals([first], [row('1_first', first.checksum)], { goOnWithUnknown: false })).toEqual([]);
  });

  it('names an edited migration', () => {
    expect(refusals([first], [row('1_first', 'other')], { goOnWithUnknown: false })).toEqual([expect.stringContaining('was edited')]);
  });

  it('tells a Windows checkout from an edit', () => {
    const windows = file('1_first', 'select 1;\r\n');
    expect(refusals([windows], [row('1_first', first.checksum)], { goOnWithUnknown: false })).toEqual([
      expect.stringContaining('line endings'),
    ]);
  });

  it('names a migration of a newer release, unless told to go on', () => {
    expect(refusals([], [row('2_next', 'x')], { goOnWithUnknown: false })).toEqual([expect.stringContaining('newer release')]);
    expect(refusals([], [row('2_next', 'x')], { goOnWithUnknown: true })).toEqual([]);
  });

  it('names the failed migration, its error and both ways out', () => {
    const [reason] = refusals([first], [row('1_first', first.checksum, false, 'syntax error')], { goOnWithUnknown: false });
    expect(reason).toContain('syntax error');
    expect(reason).toContain('--rolled-back 1_first');
    expect(reason).toContain('--applied 1_first');
  });
});
