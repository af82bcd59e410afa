import type { Finding } from "../../webhooks/contract/finding.ts";
import { citation } from "../../webhooks/contract/report-text.ts";
import { isBreaking, must_cover } from "../text/marks/marks.ts";
import { type CheckFacts, ignoredOf, isCancelled } from "./facts.ts";
import { found } from "./finding.ts";

/** H5: breaking and security changes that are in the product now are told, each by its number. */
export function checkMustCover(cited: ReadonlySet<string>, facts: CheckFacts): Finding[] {
  const ignored = ignoredOf(facts);
  const untold = facts.evidence.filter(
    (pr) => must_cover(pr) && !cited.has(pr.ref) && !isCancelled(pr) && !ignored.has(pr.ref),
  );
  return untold.map((pr) => {
    const shown = citation(pr.ref, facts.sources);
    return found({
      check: "H5",
      severity: "fault",
      message: `${shown} is a ${isBreaking(pr) ? "breaking" : "security"} change, and the text does not tell of it.`,
      fix: `Add an item that cites ${shown}.`,
      about: pr.ref,
      prs: [pr.ref],
    });
  });
}
