/**
 * Whether a text is what a pattern says, in which `*` stands for any characters and `?` for one. Goes back to the newest `*` alone, so it
 * takes no more steps than both are long, multiplied.
 */
export function isLike(text: string, pattern: string): boolean {
  let [at, of] = [0, 0];
  let [star, kept] = [-1, 0];
  while (at < text.length) {
    if (pattern[of] === "*") {
      [star, kept] = [of, at];
      of += 1;
    } else if (of < pattern.length && (pattern[of] === "?" || pattern[of] === text[at])) {
      at += 1;
      of += 1;
    } else if (star >= 0) {
      kept += 1;
      [at, of] = [kept, star + 1];
    } else return false;
  }
  while (pattern[of] === "*") of += 1;
  return of === pattern.length;
}
