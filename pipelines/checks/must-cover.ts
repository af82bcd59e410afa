import type { Finding } from "../../webhooks/contract/finding.ts";
import { citation } from "../../webhooks/contract/report-text.ts";
import { mustTell, whyTold } from "../text/policy/must-tell.ts";
import { type CheckFacts, ignoredOf, isCancelled, rulesOf } from "./facts.ts";
import { found } from "./finding.ts";
import { mustOffer } from "./offers/must.ts";
import { withOffered } from "./offers/offered.ts";

/**
 * H5: breaking and security changes that are in the product now are told, each by its number, and so is what a firm rule wants told.
 *
 * @param offers There is a text that a line can be put into.
 */
export function checkMustCover(cited: ReadonlySet<string>, facts: CheckFacts, offers = false): Finding[] {
  const [ignored, rules] = [ignoredOf(facts), rulesOf(facts)];
  const untold = facts.evidence.filter(
    (pr) => mustTell(pr, rules.get(pr.ref)) && !cited.has(pr.ref) && !isCancelled(pr) && !ignored.has(pr.ref),
  );
  return untold.map((pr) => {
    const shown = citation(pr.ref, facts.sources);
    return found({
      check: "H5",
      severity: "fault",
      message: `${shown} is ${whyTold(pr, rules.get(pr.ref))}, and the text does not tell of it.`,
      fix: `Add an item that cites ${shown}.`,
      about: pr.ref,
      prs: [pr.ref],
      ...withOffered(offers ? mustOffer(pr, facts) : undefined),
    });
  });
}
