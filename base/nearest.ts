/** A longer name may be written wrong in two places. */
const LONG_NAME = 5;

/** The known name that somebody likely meant: at most two letters are other, missing, too many or in each other's place. Null: none is near. */
export function nearestOf(name: string, known: Iterable<string>): string | null {
  let nearest: string | null = null;
  let least = name.length < LONG_NAME ? 2 : 3;
  for (const one of known) {
    if (Math.abs(one.length - name.length) >= least) continue;
    const changes = changesBetween(name, one);
    if (changes < least) [nearest, least] = [one, changes];
  }
  return nearest;
}

/** How many letters are other, missing or too many; two that changed places are one. */
function changesBetween(from: string, to: string): number {
  let above: number[] = [];
  let before = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let at = 1; at <= to.length; at += 1) {
      const isSame = from[row - 1] === to[at - 1];
      const swaps = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
      line.push(
        Math.min(
          (before[at] ?? 0) + 1,
          (line[at - 1] ?? 0) + 1,
          (before[at - 1] ?? 0) + (isSame ? 0 : 1),
          swaps ? (above[at - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [above, before] = [before, line];
  }
  return before.at(-1) ?? 0;
}
