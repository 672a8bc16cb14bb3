import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// @ts-expect-error the set-up runs before anything is compiled, and has no types
import { fingerprint, Stamps } from '../../tools/fingerprint.mjs';
// @ts-expect-error as above
import { alone } from '../../tools/setup-lock.mjs';

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'firstline-set-up-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));
const write = (name: string, text: string): void => {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), text);
};
const stamps = () => new Stamps(join(root, 'stamps.json'));

describe('whether a build still fits its sources', () => {
  it('depends on names and contents, not on times or on what builds make', () => {
    write('src/a.ts', 'one');
    const before: string = fingerprint(root, ['src']);
    utimesSync(join(root, 'src/a.ts'), 1, 1);
    write('src/dist/a.js', 'built');
    expect(fingerprint(root, ['src'])).toBe(before);
    write('src/a.ts', 'two');
    expect(fingerprint(root, ['src'])).not.toBe(before);
  });

  it('is denied when the output is gone, or somebody else has built since', async () => {
    const output = join(root, 'dist.js');
    write('dist.js', 'built');
    stamps().set('compile', 'hash', [output]);
    expect(stamps().isFresh('compile', 'hash', [output])).toBe(true);
    expect(stamps().isFresh('compile', 'other hash', [output])).toBe(false);
    await sleep(5);
    write('dist.js', 'built by hand');
    expect(stamps().isFresh('compile', 'hash', [output])).toBe(false);
    rmSync(output);
    expect(stamps().isFresh('compile', 'hash', [output])).toBe(false);
  });
});

describe('two set-ups of one checkout', () => {
  const lock = (): string => join(root, '.firstline', 'setup.lock');

  it('take turns', async () => {
    const events: string[] = [];
    const work = (name: string) => () => sleep(30).then(() => events.push(`${name} works`));
    await Promise.all([alone(lock(), () => events.push('a waits'), work('a')), alone(lock(), () => events.push('b waits'), work('b'))]);
    expect(events).toEqual(['b waits', 'a works', 'b works']);
  });

  it('go on when the first was killed', async () => {
    write('.firstline/setup.lock/pid', '999999999');
    let done = false;
    await alone(
      lock(),
      () => undefined,
      async () => void (done = true),
    );
    expect(done).toBe(true);
  });
});
