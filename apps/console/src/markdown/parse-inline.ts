export type Inline =
  | { is: 'text'; text: string }
  | { is: 'code'; text: string }
  | { is: 'strong' | 'em'; inside: Inline[] }
  | { is: 'link'; href: string; inside: Inline[] };

// In order of precedence: code wins over everything inside it.
const pattern =
  /(`+)(.+?)\1(?!`)|\[([^\]]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)|\*\*(.+?)\*\*|__(.+?)__|\*([^\s*](?:[^*]*[^\s*])?)\*|(?<!\w)_([^\s_](?:[^_]*[^\s_])?)_(?!\w)|\\([\\`*_[\]()#|-])|(https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"”’])/s;

/** Only addresses that cannot run anything: http, https, mailto, tel, and places within this console. */
export function safeHref(href: string): string | undefined {
  if (/^(?:https?:|mailto:|tel:)/i.test(href)) return href;
  // No scheme at all, and not `//elsewhere`: a path or an anchor of ours.
  return /^(?:\/(?!\/|\\)|#|\?)/.test(href) ? href : undefined;
}

export function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let rest = text;
  while (rest !== '') {
    const match = pattern.exec(rest);
    if (!match) {
      found.push({ is: 'text', text: rest });
      break;
    }
    if (match.index > 0) found.push({ is: 'text', text: rest.slice(0, match.index) });
    const [, , code, label, href, strong, strongToo, em, emToo, escaped, bare] = match;
    if (code !== undefined) found.push({ is: 'code', text: code.trim() });
    else if (label !== undefined) {
      const safe = safeHref(href ?? '');
      // A link that leads nowhere good stays visible as what it is: text.
      found.push(safe === undefined ? { is: 'text', text: label } : { is: 'link', href: safe, inside: parseInline(label) });
    } else if (strong ?? strongToo) found.push({ is: 'strong', inside: parseInline(strong ?? strongToo ?? '') });
    else if (em ?? emToo) found.push({ is: 'em', inside: parseInline(em ?? emToo ?? '') });
    else if (bare) found.push({ is: 'link', href: bare, inside: [{ is: 'text', text: bare }] });
    else found.push({ is: 'text', text: escaped ?? match[0] });
    rest = rest.slice(match.index + match[0].length);
  }
  return found;
}
