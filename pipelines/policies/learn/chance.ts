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
  if (share <= 0 || share >= 1) return share >= 1 || yes <= 0 ? 1 : 0;
  // Each from the one before it, as logarithms: of many, the likelihood of none alone is too small for a number.
  let [term, sum] = [of * Math.log1p(-share), 0];
  for (let count = 0; count <= of; count += 1) {
    if (count >= yes) sum += Math.exp(term);
    term += Math.log((of - count) / (count + 1)) + Math.log(share / (1 - share));
  }
  return Math.min(1, sum);
}
