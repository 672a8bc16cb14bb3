/**
 * What a terminal would obey instead of showing: escape sequences, which can repaint the screen or its title, and marks that turn the
 * direction of reading. Names are what strangers typed into a form. Line breaks and tabs stay.
 */
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The same JSON with every text in it fit to be printed. */
export function printable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(obeyed, '');
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.replace(obeyed, ''), printable(each)]));
}
