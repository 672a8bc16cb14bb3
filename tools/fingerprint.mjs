// Content hashes: whether what was installed or built still fits what it was made from.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'bundle', '.nx', '.git', '.firstline']);

/** One hash over names and contents of all files below `paths` (files or folders; missing ones count as missing). */
export function fingerprint(root, paths, { skip = () => false } = {}) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      const name = relative(root, file);
      if (skip(name)) continue;
      hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function* filesBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isFile()) return yield path;
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (SKIPPED.has(entry.name)) continue;
    if (entry.isDirectory()) yield* filesBelow(join(path, entry.name));
    else if (entry.isFile()) yield join(path, entry.name);
  }
}

/** What was done last, and from what: a small JSON file that may be lost at any time. */
export class Stamps {
  #file;
  #stamps;

  constructor(file) {
    this.#file = file;
    try {
      this.#stamps = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      this.#stamps = {};
    }
  }

  /** @param outputs what the step makes; gone or touched by somebody else since, it is made again */
  isFresh(name, inputs, outputs) {
    const stamp = this.#stamps[name];
    return stamp?.inputs === inputs && stamp.outputs === state(outputs) && outputs.every((output) => existsSync(output));
  }

  set(name, inputs, outputs) {
    this.#stamps[name] = { inputs, outputs: state(outputs) };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(this.#stamps, null, 2));
  }
}

const state = (outputs) => outputs.map((output) => statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0).join(' ');
