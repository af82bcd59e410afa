import type { TextPiece } from "./outline.ts";

const MOST_WORDS = 4;

/** "#12", "#12 and 2 more", "“The evening import takes…”": what a piece is called in a list of what was done. */
export function nameOf({ kind, prs, words }: Pick<TextPiece, "kind" | "prs" | "words">): string {
  if (kind === "title") return "the title";
  const [first, ...others] = prs.map((ref) => ref.slice(ref.indexOf("#")));
  if (first && kind !== "section") return others.length > 0 ? `${first} and ${others.length} more` : first;
  return shortName({ words });
}

/** The first words of it, without marks. */
export function shortName({ words }: { words?: string | undefined }): string {
  const said = (words ?? "")
    .replaceAll(/[*_`#\\]/g, "")
    .split(/\s+/)
    .filter((word) => word !== "");
  const short = said.slice(0, MOST_WORDS).join(" ");
  return `“${short}${said.length > MOST_WORDS ? "…" : ""}”`;
}
