import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import { withoutSecrets } from "../text/secrets.ts";
import { checkLines, checkPassages } from "./check-passages.ts";
import { judge } from "./cite-validity.ts";
import { checkReportClaims } from "./claim-recall.ts";
import { type CheckFacts, ignoredOf } from "./facts.ts";
import { eachFindingOnce } from "./finding.ts";
import { checkReportIntro } from "./intro-claims.ts";
import { checkReportLedger } from "./ledger.ts";
import { checkMustCover } from "./must-cover.ts";
import { checkAreas } from "./labels.ts";
import { passagesOfReport } from "./passages.ts";
import { checkRevertParity } from "./revert-parity.ts";
import { readReport } from "./schema.ts";
import { checkSections } from "./sections.ts";
import { checkWindow } from "./window.ts";

export { CHECK_PACK, type CheckFacts } from "./facts.ts";

/** Judges a writer's answer against what was read, before it becomes a text. */
export function checkReport(value: unknown, facts: CheckFacts): Finding[] {
  const { report: raw, findings } = readReport(value);
  if (!raw) return eachFindingOnce(findings);
  const report = reportWithoutSecrets(raw);
  const cited = new Set(report.items.flatMap(({ prs }) => prs));
  const told = report.items.map(({ prs, kind }) => ({ prs, tellsOfRollback: kind === "rolled_back", line: null }));
  const groups = report.grouped.map(({ prs }) => ({ prs, tellsOfRollback: false, line: null }));
  const asWritten = passagesOfReport(raw, facts);
  return eachFindingOnce([
    ...findings,
    ...citedBy(report, facts).flatMap((pr) => judge(pr, null, facts)),
    ...checkReportClaims(report, facts),
    ...checkReportIntro(report, facts),
    ...checkReportLedger(report, facts),
    ...checkSections(report, facts),
    ...checkAreas(report, facts),
    ...checkMustCover(cited, facts),
    ...checkRevertParity([...told, ...groups], facts),
    ...checkWindow(citedBy(report, facts), facts),
    ...checkPassages(passagesOfReport(report, facts), facts),
    ...checkLines(asWritten, facts),
  ]);
}

/** Leaving an ignored one out is right, so only what else is said of it counts. */
function citedBy({ items, grouped, omitted }: Report, facts: CheckFacts): string[] {
  const ignored = ignoredOf(facts);
  const leftOut = omitted.map(({ pr }) => pr).filter((pr) => !ignored.has(pr));
  return [...new Set([...[...items, ...grouped].flatMap(({ prs }) => prs), ...leftOut])];
}

function reportWithoutSecrets({ headline, intro, items, grouped, ...rest }: Report): Report {
  return {
    ...rest,
    headline: withoutSecrets(headline),
    intro: intro && withoutSecrets(intro),
    items: items.map((item) => ({ ...item, area: withoutSecrets(item.area), text: withoutSecrets(item.text) })),
    grouped: grouped.map((group) => ({ ...group, label: withoutSecrets(group.label) })),
  };
}
