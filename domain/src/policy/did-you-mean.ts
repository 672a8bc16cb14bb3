/** Edits (insert, drop, replace, swap neighbours) between two short names, given up beyond `most`. */
function edits(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}

/**
 * The name that was probably meant, or undefined when none is near. A third of the letters may differ, and case, dashes and underscores
 * never count.
 */
export function didYouMean(written: string, names: Iterable<string>): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[-_\s.]/g, '');
  const wanted = plain(written.slice(0, 100));
  const most = Math.max(1, Math.floor(wanted.length / 3));
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const candidate = plain(name);
    const distance = edits(wanted, candidate, most);
    const near =
      distance <= most || (wanted.length >= 4 && candidate.length >= 3 && (candidate.includes(wanted) || wanted.includes(candidate)));
    if (near && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}
