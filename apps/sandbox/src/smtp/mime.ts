/** What a person would see of an e-mail. */
export interface ReadableMail {
  messageId: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

interface Part {
  headers: Map<string, string>;
  body: string;
}

/** Parts within parts within parts: deeper is an attack, not a letter. */
const DEEPEST = 8;
const MOST_PARTS = 50;

/**
 * Reads enough of MIME for alerts: headers (RFC 2047 words decoded), and the first text and HTML parts in quoted-printable or base64.
 * @param raw the message with one character for each byte (latin1)
 */
export function readMail(raw: string): ReadableMail {
  const message = splitPart(raw);
  const found = { text: '', html: '' };
  const budget = { parts: MOST_PARTS };
  collect(message, found, budget, 0);
  const header = (name: string): string => decodeWords(message.headers.get(name) ?? '');
  return { messageId: header('message-id'), from: header('from'), to: header('to'), subject: header('subject'), ...found };
}

function collect(part: Part, found: { text: string; html: string }, budget: { parts: number }, depth: number): void {
  if (depth > DEEPEST || budget.parts-- <= 0) return;
  const type = part.headers.get('content-type') ?? 'text/plain';
  const boundary = /^multipart\//i.test(type) ? /boundary="?([^";\r\n]{1,200})"?/i.exec(type)?.[1] : undefined;
  if (boundary !== undefined) {
    const closed = part.body.split(`--${boundary}--`)[0] ?? '';
    for (const inner of closed.split(`--${boundary}`).slice(1, MOST_PARTS))
      collect(splitPart(inner.replace(/^[ \t]*\r?\n/, '')), found, budget, depth + 1);
    return;
  }
  if (/attachment/i.test(part.headers.get('content-disposition') ?? '')) return;
  if (/^text\/html/i.test(type)) found.html ||= decodeBody(part);
  else if (/^text\/plain/i.test(type)) found.text ||= decodeBody(part);
}

function splitPart(raw: string): Part {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end ? raw.slice(0, end.index) : raw;
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: end ? raw.slice(end.index + end[0].length) : '' };
}

function decodeBody(part: Part): string {
  const encoding = (part.headers.get('content-transfer-encoding') ?? '').toLowerCase();
  const charset = /charset="?([\w-]{1,40})"?/i.exec(part.headers.get('content-type') ?? '')?.[1] ?? 'utf-8';
  return toText(bytesOf(part.body.replace(/\r?\n$/, ''), encoding), charset).replace(/\r\n/g, '\n');
}

function bytesOf(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  return Buffer.from(unquote(body.replace(/=[ \t]*\r?\n/g, '')), 'latin1');
}

const unquote = (text: string): string =>
  text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Encoded words such as `=?UTF-8?Q?…?=`; white space between two of them does not count. */
function decodeWords(header: string): string {
  const joined = header.slice(0, 10_000).replace(/\?=\s+=\?/g, '?==?');
  const decoded = joined.replace(/=\?([\w-]{1,40})\?([BQ])\?([^?]*)\?=/gi, (_, charset: string, kind: string, words: string) =>
    toText(kind.toUpperCase() === 'B' ? Buffer.from(words, 'base64') : Buffer.from(unquote(words.replaceAll('_', ' ')), 'latin1'), charset),
  );
  // A header without encoded words may carry plain UTF-8.
  return decoded === header ? toText(Buffer.from(header, 'latin1'), 'utf-8') : decoded;
}

function toText(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
