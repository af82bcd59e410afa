import type { Finding } from "../../webhooks/contract/finding.ts";
import { invisibleIn } from "../../webhooks/contract/visible.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace } from "./passages.ts";

const MOST_NAMED = 3;

/** H13: nothing stands in a text that a person who approves it cannot see. */
export function checkInvisible(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return passages.flatMap((passage) => {
    const codes = invisibleIn(passage.raw);
    if (codes.length === 0) return [];
    const names = codes.slice(0, MOST_NAMED).join(", ");
    return found({
      check: "H13",
      severity: passage.isTitle ? "flag" : "fault",
      message: `${passagePlace(passage, facts)} holds characters that cannot be seen (${names}).`,
      fix: "Type the words anew: copied text brings such characters along.",
      about: `invisible ${passage.prs.join(" ")} ${codes.join(" ")}`,
      line: passage.line,
      prs: passage.prs,
    });
  });
}
