import { dateText } from "../../base/date-text.ts";
import type { ResolvedRange } from "./range.ts";

type Ends = Pick<ResolvedRange, "from" | "to">;

/** "since v1.4.0", "v1.4.0 to v1.5.0": the tags alone; null where the sources have different ones. */
export function rangeName(ranges: readonly Ends[]): string | null {
  const names = new Set(ranges.map(({ from, to }) => (to ? `${from.tag} to ${to.tag}` : `since ${from.tag}`)));
  const [only] = names;
  return only !== undefined && names.size === 1 ? only : null;
}

/** "Since v1.4.0, 12 Nov 2026", "v1.4.0, 12 Nov 2026, to v1.5.0, 30 Nov 2026" */
export function datedRange({ from, to }: Ends, timeZone: string): string {
  const day = (at: string) => dateText(new Date(at), null, { timeZone });
  const begin = `${from.tag}, ${day(from.at)}`;
  return to ? `${begin}, to ${to.tag}, ${day(to.at)}` : `Since ${begin}`;
}
