/** Of the standard normal distribution: 95 %, on both sides. */
const Z = 1.96;

/** The lower end of Wilson's interval: how large a share is at least, with 95 %. @source Wilson, 1927. */
export function surelyAtLeast(yes: number, of: number): number {
  if (of === 0) return 0;
  const [share, square] = [yes / of, Z * Z];
  const middle = share + square / (2 * of);
  const width = Z * Math.sqrt((share * (1 - share) + square / (4 * of)) / of);
  return (middle - width) / (1 + square / of);
}

/** How likely at least so many of so many are, where each is with this share: the upper end of the binomial distribution. */
export function byChance(yes: number, of: number, share: number): number {
  let [term, sum] = [Math.pow(1 - share, of), 0];
  // From none to all, each from the one before it; where the first is too small for a number, all of it lies far above.
  if (term === 0) return yes <= share * of ? 1 : 0;
  for (let count = 0; count <= of; count += 1) {
    if (count >= yes) sum += term;
    term *= ((of - count) / (count + 1)) * (share / (1 - share));
  }
  return Math.min(1, sum);
}
