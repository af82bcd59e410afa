import type { Finding } from "../../webhooks/contract/finding.ts";
import { citation, splitCitations, type TextBlock } from "../../webhooks/contract/report-text.ts";
import { pullsNamed } from "./evidence-text.ts";
import { type CheckFacts, ignoredOf } from "./facts.ts";
import { found, severityFor } from "./finding.ts";
import { citationOffer, repositoryOffer } from "./offers/citation.ts";
import { withOffered } from "./offers/offered.ts";

/** H2: a text cites only what was read. */
export function checkCiteValidity(markdown: string, blocks: readonly TextBlock[], facts: CheckFacts): Finding[] {
  const lines = markdown.split("\n");
  const cited = new Set(blocks.flatMap(({ prs }) => prs));
  return blocks.flatMap((block) => {
    const raw = lines[block.line - 1] ?? "";
    const isRead = (pr: string) => pullsNamed([pr], facts).length > 0;
    const offer = block.prs.every(isRead) ? undefined : citationOffer(block, raw, cited, facts);
    return [
      ...block.prs.flatMap((pr) => judge(pr, block.line, facts).map((one) => ({ ...one, ...withOffered(offer) }))),
      ...(facts.sources.length > 1 ? withoutRepository(block, raw, facts) : []),
    ];
  });
}

export function judge(pr: string, line: number | null, facts: CheckFacts): Finding[] {
  const isOurs = facts.sources.some(({ repo }) => pr.startsWith(`${repo}#`));
  const shown = isOurs ? citation(pr, facts.sources) : pr;
  if (ignoredOf(facts).has(pr)) {
    const message = `${shown} was to be left out of this update.`;
    const severity = severityFor(facts);
    return [found({ check: "H2", severity, message, fix: `Take ${shown} out.`, about: pr, line, prs: [pr] })];
  }
  if (pullsNamed([pr], facts).length > 0) return [];
  return [
    found({
      check: "H2",
      severity: "fault",
      message: `${shown} is not among the pull requests that were read.`,
      fix: "Cite one that was merged in this window, or take it out.",
      about: pr,
      line,
      prs: [pr],
    }),
  ];
}

/** With several repositories a bare number could mean any of them. */
function withoutRepository({ text, line }: TextBlock, raw: string, facts: CheckFacts): Finding[] {
  const rest = splitCitations(text, facts.sources).map((piece) =>
    piece.ref ? "x".repeat(piece.text.length) : piece.text,
  );
  const bare = splitCitations(rest.join(""), facts.sources.slice(0, 1)).filter(
    (piece) => piece.ref && piece.text.startsWith("#"),
  );
  return bare.map(({ text: number }) =>
    found({
      check: "H2",
      severity: severityFor(facts),
      message: `${number} does not say in which repository.`,
      fix: `Write owner/repo${number}.`,
      about: `bare ${number} ${text}`,
      line,
      ...withOffered(bare.length === 1 ? repositoryOffer(number, raw, facts) : undefined),
    }),
  );
}
