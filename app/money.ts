const exact = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 4 });
const cents = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** What a price list says: "$0.25", "$0.075". */
export const priceText = (usd: number): string => exact.format(usd);

/** A sum: "$3.20"; a sum that has no cent yet says so. */
export function sumText(usd: number): string {
  return usd > 0 && usd < 0.01 ? "less than $0.01" : cents.format(usd);
}

const small = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumSignificantDigits: 1 });

/** What one little thing costs: "$0.004". */
export function smallText(usd: number): string {
  if (usd <= 0) return "free";
  if (usd < 0.0001) return "less than $0.0001";
  return usd < 0.01 ? small.format(usd) : cents.format(usd);
}

/** What something may cost: "about $0.02, at most $0.11". The most is rounded up, so that it is kept. */
export function rangeText(likely: number, most: number): { main: string; rest: string } {
  const [low, high] = [Math.round(likely * 100), Math.ceil(most * 100 - 1e-6)];
  if (high <= 0) return { main: "Free", rest: "" };
  if (low === 0) return { main: "Less than $0.01", rest: high > 1 ? `, at most ${cents.format(high / 100)}` : "" };
  return { main: `About ${cents.format(low / 100)}`, rest: high > low ? `, at most ${cents.format(high / 100)}` : "" };
}
