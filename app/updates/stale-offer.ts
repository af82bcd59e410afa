import { splitCitations } from "../../webhooks/contract/report-text.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { saidLines } from "../message/render.ts";

/** What was offered is no longer about what the text says: both are shown. */
export function staleOffer(seen: string, text: string, sources: readonly Source[]): Problem {
  const now = sentenceLike(seen, text, sources);
  const said =
    seen === "" ? "" : ` It said ${quoted(seen)}${now ? `, and says ${quoted(now)} now` : "; it is gone now"}.`;
  return new Problem(
    "conflict",
    `The sentence was changed meanwhile, so nothing was taken over.${said}`,
    "Read what it says now: what the checks say of that stands beside it.",
  );
}

/** The line that cites what the one before cited. */
function sentenceLike(seen: string, text: string, sources: readonly Source[]): string {
  const cited = citedIn(seen, sources);
  return (
    text.split("\n").find((line) => cited.length > 0 && cited.every((ref) => citedIn(line, sources).includes(ref))) ??
    ""
  );
}

const citedIn = (line: string, sources: readonly Source[]): string[] =>
  splitCitations(line, sources).flatMap(({ ref }) => ref ?? []);

const MOST_CHARS = 240;

function quoted(line: string): string {
  const said = saidLines(line).join(" ");
  return `“${said.length > MOST_CHARS ? `${said.slice(0, MOST_CHARS)}…` : said}”`;
}
