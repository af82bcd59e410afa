import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import type { TextBlock } from "../../webhooks/contract/report-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, severityFor } from "./finding.ts";

/** H3: whatever a list says names the pull request behind it. */
export function checkClaimRecall(blocks: readonly TextBlock[], facts: CheckFacts): Finding[] {
  const intro = new Set(introOf(blocks));
  return blocks
    .filter((block) => block.prs.length === 0 && isClaim(block, facts) && !intro.has(block))
    .map(({ text, line }) => citesNothing(text, line, facts));
}

export function checkReportClaims({ items }: Report, facts: CheckFacts): Finding[] {
  return items.filter(({ prs }) => prs.length === 0).map(({ text }) => citesNothing(text, null, facts));
}

/** The paragraphs between the headline and the first list or section. */
export function introOf(blocks: readonly TextBlock[]): TextBlock[] {
  const end = blocks.findIndex(({ kind }, index) => kind === "list_item" || (kind === "heading" && index > 0));
  return blocks.slice(0, end < 0 ? blocks.length : end).filter(({ kind }) => kind === "paragraph");
}

/** A person may write a closing line; an agent has no business outside its items. */
function isClaim({ kind }: TextBlock, { by }: CheckFacts): boolean {
  return kind === "list_item" || (kind === "paragraph" && by === "agent");
}

function citesNothing(text: string, line: number | null, facts: CheckFacts): Finding {
  const start = text.replace(/\s+/g, " ").trim().slice(0, 60);
  return found({
    check: "H3",
    severity: severityFor(facts),
    message: `“${start}” names no pull request.`,
    fix: "Add the number of the pull request behind it, or take the line out.",
    about: text,
    line,
  });
}
