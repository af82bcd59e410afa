import type { Finding } from "../../../webhooks/contract/finding.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { readBlocks } from "../../../webhooks/contract/report-text.ts";
import type { ShareAnswer } from "./answer.ts";
import type { Share } from "./share.ts";

/** What a check found wrong, and the place of which it says so. */
export type Fault = {
  finding: Finding;
  /** Of its item or group; empty where it is of the opening, or of nothing that a writer wrote. */
  prs: string[];
  isOpening: boolean;
};

/** The faults of what writers wrote, each with its place: what the check names, and what stands in its line. Headings are code's. */
export function faultsIn(findings: readonly Finding[], markdown: string, sources: readonly Source[]): Fault[] {
  const blocks = readBlocks(markdown, sources);
  return findings
    .filter(({ severity }) => severity === "fault")
    .map((finding) => {
      const block = blocks.findLast(({ line }) => finding.line !== null && line <= finding.line);
      const prs = [...new Set([...finding.prs, ...(block?.kind === "list_item" ? block.prs : [])])];
      // Of paragraphs there is only the opening.
      const isOpening = finding.part
        ? finding.part === "intro"
        : block?.kind === "paragraph" || finding.message.startsWith("The opening");
      return isOpening ? { finding, prs: [], isOpening } : { finding, prs, isOpening };
    })
    .filter(({ finding: { part }, prs }) => prs.length > 0 || (part !== "headline" && part !== "heading"));
}

/** Which faults a writer of a share can mend: those of its own pull requests, and those that may be anybody's. */
export function faultsOfShare(faults: readonly Fault[], { prs, also }: Share): Fault[] {
  const own = new Set([...prs, ...also]);
  return faults.filter((fault) => !fault.isOpening && (fault.prs.length === 0 || fault.prs.some((pr) => own.has(pr))));
}

/** The pull requests of every place that has a fault; null: of none does it say where. */
export function faultyRefs({ items, grouped }: ShareAnswer, faults: readonly Fault[]): string[] | null {
  if (faults.some(({ prs }) => prs.length === 0)) return null;
  const named = new Set(faults.flatMap(({ prs }) => prs));
  return [...items, ...grouped].filter(({ prs }) => prs.some((pr) => named.has(pr))).flatMap(({ prs }) => prs);
}
