import type { Finding } from "../../webhooks/contract/finding.ts";
import { citation } from "../../webhooks/contract/report-text.ts";
import { pullsNamed } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";

/** H10: whatever is cited was merged in the window, into the branch that is reported on. */
export function checkWindow(cited: readonly string[], facts: CheckFacts): Finding[] {
  return pullsNamed(cited, facts).flatMap(({ ref, repo, base_branch, merged_at, stands }) => {
    const shown = citation(ref, facts.sources);
    const bases = facts.sources.filter((source) => source.repo === repo).map((source) => source.base_branch);
    const wrongs = [
      ...(merged_at === null || isInWindow(merged_at, facts) ? [] : [`was merged outside the window, at ${merged_at}`]),
      ...(bases.includes(base_branch)
        ? []
        : [`${stands ? "is asked for" : "was merged"} into ${base_branch}, not into ${bases.join(" or ") || repo}`]),
    ];
    return wrongs.map((wrong) =>
      found({
        check: "H10",
        severity: "fault",
        message: `${shown} ${wrong}.`,
        fix: `Take ${shown} out: it belongs to another update.`,
        about: `${ref} ${wrong}`,
        prs: [ref],
      }),
    );
  });
}

/** Half-open, as everywhere. */
function isInWindow(mergedAt: string, { window }: CheckFacts): boolean {
  if (!window) return true;
  const at = Date.parse(mergedAt);
  return Date.parse(window.since) <= at && at < Date.parse(window.until);
}
