import { readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let pages: string[];

beforeAll(async () => {
  const below = await readdir(join(root, 'docs'), { recursive: true });
  const top = await readdir(root);
  pages = [...below.map((name) => `docs/${name}`), ...top].filter((name) => name.endsWith('.md'));
});

/** As GitHub makes them. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the documentation', () => {
  it('links to pages and sections that exist', async () => {
    const broken: string[] = [];
    for (const page of pages) {
      const text = await readFile(join(root, page), 'utf8');
      for (const [, target = ''] of text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? join(root, page) : resolve(dirname(join(root, page)), path);
        const there = await stat(file).catch(() => undefined);
        if (!there) broken.push(`${page}: ${target}`);
        else if (anchor && there.isFile() && !anchorsOf(await readFile(file, 'utf8')).includes(anchor)) broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('names npm scripts that exist', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const missing: string[] = [];
    for (const page of pages) {
      const text = await readFile(join(root, page), 'utf8');
      for (const [, name = ''] of text.matchAll(/npm run (?:-s )?([a-z:]+)/g))
        if (!(name in scripts)) missing.push(`${page}: npm run ${name}`);
    }
    expect(missing).toEqual([]);
  });
});
