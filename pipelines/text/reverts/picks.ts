import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { readReferences, skip, type Named } from "./references.ts";

/** "(backport #200)", "Automated cherry pick of #200", "Backport of #200", "(cherry picked from commit 0a1b2c3)" */
const PICK = /(?<![\w-])(?:back-?port(?:s|ed|ing)?|cherry[- ]?pick(?:s|ed|ing)?)(?![\w-])/gi;
const BLANK = /\s{0,3}/y;
const MOST_LINES = 40;
const MOST_CHARS = 500;
const MOST_PICKS = 4;

/** What a title or a description says to be picked from another branch, by number or commit. What is only mentioned is no pick of it. */
export function picksIn(lines: readonly string[], { repo, number }: Pick<PullRequest, "repo" | "number">): Named[] {
  for (const line of lines.slice(0, MOST_LINES)) {
    const text = line.slice(0, MOST_CHARS);
    for (const said of [...text.matchAll(PICK)].slice(0, MOST_PICKS)) {
      const { named } = readReferences(text, skip(BLANK, text, said.index + said[0].length), { repo });
      const others = named.filter((one) => one.sha !== undefined || (one.number ?? number) !== number);
      if (others.length > 0) return others;
    }
  }
  return [];
}
