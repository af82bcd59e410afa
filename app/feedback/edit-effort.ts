import { deflateRawSync } from "node:zlib";

/**
 * The part of an approved text that people wrote themselves, 0 to 1: what is left of it, compressed by what the agent had written,
 * against the whole of it. Lines that stand in both cost nothing, so that zlib's window of 32 KB is for what was changed.
 *
 * @source Devatine and Abraham, arXiv 2412.17321: compression distance follows the time that editing took; word distances do less.
 */
export function editEffort(agent: string, approved: string): number {
  const own = linesWithout(approved, agent);
  if (own === "") return 0;
  const drafted = linesWithout(agent, approved);
  const dictionary = Buffer.from(drafted);
  const written = deflateRawSync(own, dictionary.length > 0 ? { dictionary } : {}).length;
  return Math.min(1, written / deflateRawSync(approved).length);
}

/** The lines of one text that the other does not have, or has fewer of. */
function linesWithout(text: string, other: string): string {
  const known = new Map<string, number>();
  for (const line of other.split("\n")) known.set(line, (known.get(line) ?? 0) + 1);
  const left = text.split("\n").filter((line) => {
    const count = known.get(line) ?? 0;
    known.set(line, count - 1);
    return count <= 0 && line.trim() !== "";
  });
  return left.join("\n");
}
