import type { Finding } from "../../webhooks/contract/finding.ts";
import { eachOnce, titlesOf } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, listOf } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
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
    const label = labelIn(passage, facts);
    if (label) return [labelled(passage, label, facts)];
    const said = wordRuns(passage.said, COPIED_WORDS);
    if (said.length === 0) return [];
    const described = descriptions(passage.prs, facts);
    const first = said.find((run) => described.some((runs) => runs.has(run)));
    return first === undefined ? [] : [copied(passage, first, facts)];
  });
}

/** "Security: stored XSS" is a line of a form; behind other words it makes no sentence. */
const LABEL = /(?<=\s)([A-Z][\w-]{2,30}):(?=\s)/;

/** What its description has as the label of a line, and the sentence has in its middle. */
function labelIn({ text, prs }: Passage, facts: CheckFacts): string | null {
  const label = LABEL.exec(text.trimStart())?.[1];
  return label && labelsOf(prs, facts).some((labels) => labels.has(label)) ? label : null;
}

const labelsOf = eachOnce(
  ({ body }): ReadonlySet<string> =>
    new Set([...body.matchAll(/^[\s#*-]{0,8}([A-Z][\w-]{2,30}):(?=\s)/gm)].map(([, label = ""]) => label)),
);

function labelled(passage: Passage, label: string, facts: CheckFacts): Finding {
  const { prs, line, part } = passage;
  return found({
    check: "S7",
    severity: severityOf(passage, facts),
    message: `${passagePlace(passage, facts)} has “${label}:” in its middle, which is a label of its description.`,
    fix: "Say in one sentence what changed.",
    about: `${prs.join(" ")} label ${label}`,
    line,
    prs,
    part,
    looked_at: `the ${prs.length > 1 ? "descriptions" : "description"} of ${listOf(prs, facts)}`,
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
