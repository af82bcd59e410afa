const MOST_NAMES = 5_000;
const FEWEST_LETTERS = 6;

/** "carrierZone" and "carrier_zone" are one name, written in two ways. */
const folded = (name: string): string => name.toLowerCase().replaceAll(/[\s\-_./()]/g, "");

/**
 * The one of these names that is meant: the same letters and digits written another way, else a long one with a single letter typed
 * wrong. Where there are two nothing is.
 */
export function nameLike(name: string, names: readonly string[]): string | undefined {
  const wanted = folded(name);
  const all = [...new Set(names)].slice(0, MOST_NAMES).filter((one) => one !== name);
  const same = all.filter((one) => folded(one) === wanted);
  if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  if (wanted.length < FEWEST_LETTERS) return undefined;
  const near = all.filter((one) => digitsOf(one) === digitsOf(name) && isOneLetterOff(wanted, folded(one)));
  return near.length === 1 ? near[0] : undefined;
}

/** v1 is not v2, however like they look. */
const digitsOf = (name: string): string => name.replaceAll(/\D+/g, " ").trim();

/** One letter more, less or another, or two that changed places. */
function isOneLetterOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (a.length !== b.length)
    return restA.slice(a.length > b.length ? 1 : 0) === restB.slice(b.length > a.length ? 1 : 0);
  const swapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return swapped || restA.slice(1) === restB.slice(1);
}
