import { stripVTControlCharacters } from 'node:util';

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a terminal gives to this text; colours take none, a Chinese character two. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of graphemes.segment(plain)) width += wide.test(segment) ? 2 : 1;
  return width;
}

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/** Cut with an ellipsis; for text without colours. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (widthOf(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks between words. A word that is longer than a line, such as an address, stays whole: it can then still be copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(/\s+/).filter((part) => part !== '')) {
      if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

/** `head` and then the text, whose further lines begin under its first. */
export function hang(head: string, text: string, columns: number): string[] {
  const indent = widthOf(head);
  const [first = '', ...rest] = wrap(text, Math.max(20, columns - indent));
  return [(head + first).trimEnd(), ...rest.map((line) => ' '.repeat(indent) + line)];
}

/** Columns as wide as their widest cell, two spaces apart; the last one takes what is left and is cut there. Nothing is coloured in it. */
export function table(rows: readonly (readonly string[])[], columns: number, indent = '  '): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) => {
    let line = indent;
    for (let at = 0; at < count; at++) {
      const cell = row[at] ?? '';
      line += at === count - 1 ? cut(cell, Math.max(10, columns - widthOf(line))) : `${padEnd(cell, widths[at]!)}  `;
    }
    return line.trimEnd();
  });
}
