import { parseInline, type Inline } from './parse-inline.js';

export type Block =
  | { is: 'heading'; level: number; inside: Inline[] }
  | { is: 'paragraph'; inside: Inline[] }
  | { is: 'code'; language: string; text: string }
  | { is: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { is: 'quote'; inside: Block[] }
  | { is: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { is: 'rule' };

const fence = /^ {0,3}(```+|~~~+)\s*(\S*)/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const rule = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const bullet = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+)(.*)$/;
const tableRule = /^\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)*\|?\s*$/;

/**
 * The part of Markdown that runbooks use, as a tree. HTML is not part of it: it comes out as the text it is,
 * so nothing that a policy file or a sender wrote can become an element.
 */
export function parseMarkdown(markdown: string): Block[] {
  return parseBlocks(markdown.replaceAll('\r\n', '\n').split('\n'), 0);
}

// Deeper than any runbook; bounds what a hostile text can make us do.
const DEEPEST = 8;

function parseBlocks(lines: string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  const line = (index: number): string => lines[index] ?? '';
  while (at < lines.length) {
    const text = line(at);
    const fenced = fence.exec(text);
    const titled = heading.exec(text);
    const item = bullet.exec(text);
    if (text.trim() === '') at += 1;
    else if (fenced) {
      const mark = fenced[1] ?? '```';
      let end = at + 1;
      while (end < lines.length && !line(end).trim().startsWith(mark)) end += 1;
      blocks.push({ is: 'code', language: fenced[2] ?? '', text: lines.slice(at + 1, end).join('\n') });
      at = end + 1;
    } else if (titled) {
      blocks.push({ is: 'heading', level: titled[1]?.length ?? 1, inside: parseInline(titled[2] ?? '') });
      at += 1;
    } else if (rule.test(text)) {
      blocks.push({ is: 'rule' });
      at += 1;
    } else if (text.startsWith('>') && depth < DEEPEST) {
      let end = at;
      while (end < lines.length && line(end).startsWith('>')) end += 1;
      blocks.push({
        is: 'quote',
        inside: parseBlocks(
          lines.slice(at, end).map((one) => one.replace(/^> ?/, '')),
          depth + 1,
        ),
      });
      at = end;
    } else if (item && depth < DEEPEST) at = parseList(lines, at, depth, blocks);
    else if (text.includes('|') && tableRule.test(line(at + 1))) {
      let end = at + 2;
      while (end < lines.length && line(end).includes('|')) end += 1;
      blocks.push({ is: 'table', head: cells(text), rows: lines.slice(at + 2, end).map(cells) });
      at = end;
    } else {
      let end = at + 1;
      while (end < lines.length && continues(line(end))) end += 1;
      blocks.push({
        is: 'paragraph',
        inside: parseInline(
          lines
            .slice(at, end)
            .map((one) => one.trim())
            .join(' '),
        ),
      });
      at = end;
    }
  }
  return blocks;
}

const continues = (text: string): boolean =>
  text.trim() !== '' && !fence.test(text) && !heading.test(text) && !bullet.test(text) && !rule.test(text) && !text.startsWith('>');

function parseList(lines: string[], from: number, depth: number, blocks: Block[]): number {
  const first = bullet.exec(lines[from] ?? '');
  const ordered = /\d/.test(first?.[2] ?? '');
  const items: Block[][] = [];
  let at = from;
  while (at < lines.length) {
    const item = bullet.exec(lines[at] ?? '');
    if (!item || /\d/.test(item[2] ?? '') !== ordered) break;
    const indent = (item[1]?.length ?? 0) + (item[2]?.length ?? 1) + 1;
    const inside = [item[4] ?? ''];
    at += 1;
    while (at < lines.length) {
      const next = lines[at] ?? '';
      const indented = next.startsWith(' '.repeat(Math.min(indent, 2)));
      const lazy = next.trim() !== '' && inside.at(-1)?.trim() !== '' && continues(next);
      const blankInside = next.trim() === '' && (lines[at + 1] ?? '').startsWith(' '.repeat(Math.min(indent, 2)));
      if (!indented && !lazy && !blankInside) break;
      inside.push(next.startsWith(' '.repeat(indent)) ? next.slice(indent) : next.trimStart());
      at += 1;
    }
    items.push(parseBlocks(inside, depth + 1));
    // One blank line between items does not end the list.
    if ((lines[at] ?? '').trim() === '' && bullet.test(lines[at + 1] ?? '')) at += 1;
  }
  blocks.push({ is: 'list', ordered, start: ordered ? Number.parseInt(first?.[2] ?? '1', 10) : 1, items });
  return at;
}

const cells = (text: string): Inline[][] =>
  text
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => parseInline(cell.trim().replaceAll('\\|', '|')));
