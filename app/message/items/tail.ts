import type { Source } from "../../../webhooks/contract/parameters.ts";
import { citation, splitCitations } from "../../../webhooks/contract/report-text.ts";

/** The end of a sentence that says where it is from: " (#12, mira)", " (#1, #2; mira, okafor)". */
type Tail = { prs: readonly string[]; names: readonly string[] };

/** Cuts it off what is said. `prs`: all that is cited, in it and before it. */
export function tailOf(text: string, sources: readonly Source[]): { words: string; tail: string; prs: string[] } {
  const prs = [...new Set(splitCitations(text, sources).flatMap(({ ref }) => ref ?? []))];
  const at = text.lastIndexOf(" (");
  const isTail = at > 0 && text.endsWith(")") && splitCitations(text.slice(at + 2, -1), sources)[0]?.ref;
  return isTail
    ? { words: text.slice(0, at).trimEnd(), tail: text.slice(at + 1), prs }
    : { words: text, tail: "", prs };
}

export function readTail(tail: string, sources: readonly Source[]): Tail {
  const pieces = splitCitations(tail.slice(1, -1), sources);
  const last = pieces.findLastIndex(({ ref }) => ref !== null);
  const after = pieces.slice(last + 1).map(({ text }) => text);
  const names = after.join("").replace(/^[,;]/, "").split(", ");
  return {
    prs: pieces.flatMap(({ ref }) => ref ?? []),
    names: names.map((name) => name.trim()).filter((name) => name !== ""),
  };
}

/** "(#1, #2; mira, okafor)"; "" where nothing is cited. */
export function writeTail({ prs, names }: Tail, sources: readonly Source[]): string {
  const refs = [...new Set(prs)];
  const people = [...new Set(names)].join(", ");
  const cites = refs.map((ref) => citation(ref, sources)).join(", ");
  if (refs.length === 0) return "";
  return people ? `(${cites}${refs.length > 1 ? ";" : ","} ${people})` : `(${cites})`;
}
