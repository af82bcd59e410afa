import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** What a check knows by code to be right: other words in one line, or a line that is missing. */
export const offer = z.object({
  /** What stands in the finding's line, to the letter; "" where a line is missing. */
  from: z.string().max(LIMITS.offer_chars),
  /** What is right instead; for a missing line the whole of it, as it stands in markdown. */
  to: z.string().min(1).max(LIMITS.offer_chars),
  /** Where that is from, in a sentence for people: "#12 says “38 seconds”." */
  says: z.string(),
  /** The heading that a missing line belongs under. */
  section: z.string().optional(),
});
export type EvidenceOffer = z.infer<typeof offer>;

/** The line with what is offered in it; null where what it would replace does not stand there exactly once, as words of its own. */
export function withOffer(line: string, { from, to }: Pick<EvidenceOffer, "from" | "to">): string | null {
  if (from === "") return null;
  const places = placesOf(line, from);
  const [at, another] = places.filter((place) => isApart(line, place, from.length));
  // A word that stands there a second time inside another one makes nobody wonder; the same word twice does.
  if (at === undefined || another !== undefined) return null;
  return `${line.slice(0, at)}${to}${line.slice(at + from.length)}`;
}

function placesOf(line: string, part: string): number[] {
  const places: number[] = [];
  for (let at = line.indexOf(part); at >= 0; at = line.indexOf(part, at + part.length)) places.push(at);
  return places;
}

/** No piece of a longer word or number: "30" is none of "130" nor of "30.5". */
function isApart(line: string, at: number, length: number): boolean {
  const before = line.slice(Math.max(0, at - 2), at);
  const after = line.slice(at + length, at + length + 2);
  const first = line.slice(at, at + 1);
  const last = line.slice(at + length - 1, at + length);
  const joinsBefore = /[\p{L}\p{N}_]$/u.test(before) || (/\d/.test(first) && /(?:\d[.,]|#)$/.test(before));
  const joinsAfter = /^[\p{L}\p{N}_]/u.test(after) || (/\d/.test(last) && /^[.,]\d/.test(after));
  return !joinsBefore && !joinsAfter;
}
