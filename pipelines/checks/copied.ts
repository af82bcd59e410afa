import type { Finding } from "../../webhooks/contract/finding.ts";
import { eachOnce, titlesOf } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, listOf } from "./finding.ts";
import { type Passage, passagePlace } from "./passages.ts";
import { wordRuns } from "./word-runs.ts";

/** So many words in a row are no accident. @source people's notes of uv and workers-sdk. */
const COPIED_WORDS = 12;

/**
 * S7: no sentence is taken out of a description as it stands. Its author wrote it for whoever reviews the change; a title and a release
 * note were written to be read.
 */
export function checkCopied(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part, isTitle, prs }) => part === "item" && !isTitle && prs.length > 0);
  return told.flatMap((passage) => {
    const said = wordRuns(passage.said, COPIED_WORDS);
    if (said.length === 0) return [];
    const described = descriptions(passage.prs, facts);
    const first = said.find((run) => described.some((runs) => runs.has(run)));
    return first === undefined ? [] : [copied(passage, first, facts)];
  });
}

/** What stands in the description alone. */
const descriptions = eachOnce((pull): ReadonlySet<string> => {
  const meant = [...titlesOf(pull), ...(pull.entries ?? []).flatMap(({ text }) => text ?? [])];
  const known = new Set(meant.flatMap((text) => wordRuns(text, COPIED_WORDS)));
  return new Set(wordRuns(pull.body, COPIED_WORDS).filter((run) => !known.has(run)));
});

function copied(passage: Passage, run: string, facts: CheckFacts): Finding {
  const { prs, line, part } = passage;
  const start = run.split(" ").slice(0, SHOWN_WORDS).join(" ");
  return found({
    check: "S7",
    severity: "flag",
    message: `${passagePlace(passage, facts)} is copied from a description: “${start} …”.`,
    fix: "Say it for those who read the update, or see whether they may read what its author wrote for reviewers.",
    about: `${prs.join(" ")} copied`,
    line,
    prs,
    part,
    looked_at: `the ${prs.length > 1 ? "descriptions" : "description"} of ${listOf(prs, facts)}`,
  });
}
const SHOWN_WORDS = 6;
