import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { secretsOf, shownOf } from "../text/secrets.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace } from "./passages.ts";

/** H11: no text carries a key. Whoever wrote it, and however it got there. */
export function checkSecrets(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  return passages.flatMap((passage) =>
    secretsOf(passage.raw).map(({ kind, value }) => {
      const start = shownOf(value);
      return found({
        check: "H11",
        severity: "fault",
        message: `${passagePlace(passage, facts)} holds what looks like ${kind}${start && ` (${start})`}.`,
        fix: "Take it out, and if it is real, have it replaced: whoever saw the text may have kept it.",
        // A few bits tell two keys apart and give neither away.
        about: `secret ${kind} ${sha256(value).slice(0, 4)}`,
        line: passage.line,
        prs: passage.prs,
      });
    }),
  );
}
