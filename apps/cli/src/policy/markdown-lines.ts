import colours from 'picocolors';

import { hang, wrap } from '../screen/layout.js';

/** The little Markdown that runbooks are made of, for a terminal: headings, lists, `code` and **bold**. */
export function markdownLines(markdown: string, columns: number): string[] {
  return markdown
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [, level, heading] = /^(#+) (.*)$/.exec(line) ?? [];
      if (heading !== undefined) return [colours.bold(level === '#' ? heading.toUpperCase() : heading)];
      const [, mark, item] = /^(\s*(?:[-*]|\d+\.) )(.*)$/.exec(line) ?? [];
      if (mark !== undefined && item !== undefined) return hang(mark, inline(item), columns);
      const [, indent = '', rest = ''] = /^(\s*)(.*)$/.exec(line) ?? [];
      return indent ? hang(indent, inline(rest), columns) : wrap(inline(rest), columns);
    });
}

/** Word by word, so that a line break never falls into a colour. */
function inline(text: string): string {
  const each = (words: string, paint: (text: string) => string): string => words.split(' ').map(paint).join(' ');
  return text
    .replaceAll(/`([^`]+)`/g, (_, code: string) => each(code, colours.cyan))
    .replaceAll(/\*\*([^*]+)\*\*/g, (_, bold: string) => each(bold, colours.bold));
}
