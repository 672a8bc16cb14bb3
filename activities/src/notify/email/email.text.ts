/**
 * Foreign text on one line: no line breaks (a second header would begin), no control or direction-changing characters.
 * @param most characters; what is cut ends in an ellipsis
 */
export function oneLine(text: string, most: number): string {
  const flat = text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...flat];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : flat;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For text and attribute values alike. */
export const escapedHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);
