import { smallText } from "../money.ts";

/** What a wording cost, and those of its update: "$0.004 for this one, $0.012 in all"; "free". */
export function paidText(one: number | null, all: number): string {
  if (one === 0 && all === 0) return smallText(0);
  return one === null ? `${smallText(all)} in all` : `${smallText(one)} for this one, ${smallText(all)} in all`;
}
