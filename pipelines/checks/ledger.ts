import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import { ALSO_MERGED, citation, type TextBlock } from "../../webhooks/contract/report-text.ts";
import { type CheckFacts, ignoredOf, isCancelled } from "./facts.ts";
import { found, listOf, severityFor } from "./finding.ts";

/** H4 for a text: nothing is told in two ways, and what was told is not gone unnoticed. */
export function checkTextLedger(items: readonly TextBlock[], facts: CheckFacts): Finding[] {
  const cited = new Set(items.filter(({ section }) => section !== ALSO_MERGED).flatMap(({ prs }) => prs));
  const grouped = new Set(items.filter(({ section }) => section === ALSO_MERGED).flatMap(({ prs }) => prs));
  const twice = [...grouped].filter((pr) => cited.has(pr)).map((pr) => inTwoPlaces(pr, facts));
  const lines = new Set(facts.ledger.map(({ pr }) => pr));
  const unaccounted = facts.evidence.filter(({ ref }) => !lines.has(ref)).map(({ ref }) => nowhere(ref, facts));
  return [...twice, ...unaccounted, ...takenOut(new Set([...cited, ...grouped]), facts)];
}

/** By design a person may take things out; it is said once, so that it was not by accident. */
function takenOut(shown: ReadonlySet<string>, facts: CheckFacts): Finding[] {
  const gone = facts.ledger.filter(
    ({ pr, disposition, reason }) =>
      !shown.has(pr) && (disposition === "cited" || disposition === "grouped" || reason === "by_person"),
  );
  const fromGroups = gone.filter(({ disposition }) => disposition === "grouped").map(({ pr }) => pr);
  const fromItems = gone.filter(({ disposition }) => disposition !== "grouped").map(({ pr }) => [pr]);
  return [...fromItems, ...(fromGroups.length > 0 ? [fromGroups] : [])].map((prs) => {
    const shownAs = listOf(prs, facts);
    const message =
      facts.by === "agent"
        ? `The text has lost ${shownAs}.`
        : `${shownAs} ${prs.length > 1 ? "were" : "was"} taken out by a person.`;
    const fix = `Put ${prs.length > 1 ? "them" : "it"} back if that was not meant.`;
    return found({ check: "H4", severity: severityFor(facts), message, fix, about: `gone ${prs.join(" ")}`, prs });
  });
}

/** H4 for a report: each pull request of the evidence stands in exactly one place. */
export function checkReportLedger(report: Report, facts: CheckFacts): Finding[] {
  const places = new Map<string, string[]>();
  const put = (pr: string, place: string) => places.set(pr, [...(places.get(pr) ?? []), place]);
  for (const pr of new Set(report.items.flatMap(({ prs }) => prs))) put(pr, "items");
  report.grouped.forEach(({ prs }, index) => new Set(prs).forEach((pr) => put(pr, `group ${index}`)));
  for (const pr of new Set(report.omitted.map((line) => line.pr))) put(pr, "omitted");

  const ignored = ignoredOf(facts);
  const missing = facts.evidence.filter((pr) => !places.has(pr.ref) && !isCancelled(pr) && !ignored.has(pr.ref));
  const twice = [...places].filter(([, where]) => where.length > 1);
  return [...missing.map(({ ref }) => nowhere(ref, facts)), ...twice.map(([pr]) => inTwoPlaces(pr, facts))];
}

function inTwoPlaces(pr: string, facts: CheckFacts): Finding {
  const shown = citation(pr, facts.sources);
  const message = `${shown} stands in two places.`;
  const fix = `Keep ${shown} in one of them.`;
  return found({ check: "H4", severity: severityFor(facts), message, fix, about: `twice ${pr}`, prs: [pr] });
}

function nowhere(pr: string, facts: CheckFacts): Finding {
  const shown = citation(pr, facts.sources);
  const message = `${shown} was merged, and nothing says what became of it.`;
  const fix = `Tell of ${shown}, group it, or give the reason for leaving it out.`;
  return found({ check: "H4", severity: "fault", message, fix, about: `nowhere ${pr}`, prs: [pr] });
}
