/**
 * Foreign text for Slack's mrkdwn. Slack has three control characters, and its rule is to write them as entities: then nothing can
 * mention a channel, make a link or look like one. Line breaks would end a list item or a quote, so they become spaces.
 * @param most characters of the result, entities included; what is cut ends in an ellipsis and never inside an entity
 */
export function escaped(text: string, most = 500): string {
  const flat = text
    .toWellFormed()
    // Control and direction-changing characters: a name must not be able to reorder what stands after it.
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  let result = '';
  for (const character of flat) {
    const entity = entities[character] ?? character;
    if (result.length + entity.length > most - 1) return `${result}…`;
    result += entity;
  }
  return result;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The same for `plain_text`, which has no control characters, but limits. */
export function plain(text: string, most: number): string {
  const flat = escaped(text, Number.POSITIVE_INFINITY).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
  const characters = [...flat];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : flat;
}

/** An instant in the reader's own time zone; the fallback is for clients that cannot. */
export function instant(iso: string): string {
  const at = new Date(iso);
  return `<!date^${Math.floor(at.getTime() / 1_000)}^{time}, {date_short_pretty}|${at.toISOString().slice(0, 16).replace('T', ' ')} UTC>`;
}

/** A link of ours. `label` must be escaped already. */
export const link = (url: string, label: string): string => `<${url.replace(/[<>|\s]/g, encodeURIComponent)}|${label}>`;
