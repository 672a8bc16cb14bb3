/** Statements of ours are some hundred; lists of varying length make more, and a server keeps each of them for each connection. */
const mostNamed = 400;

/**
 * Names for prepared statements: a statement that comes again is parsed and planned once for a connection instead of each time,
 * which is most of what a small statement costs Postgres. After the first few hundred texts, further ones go without.
 */
export function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= mostNamed) return '';
    const name = `firstline_${names.size + 1}`;
    names.set(sql, name);
    return name;
  };
}
