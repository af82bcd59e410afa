import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { citation } from "../../webhooks/contract/report-text.ts";
import { type CheckFacts } from "./facts.ts";

type Found = Omit<Finding, "key" | "line" | "prs"> & {
  /** What the finding is about: the text of the item or the pull request. Other lines may change around it. */
  about: string;
  line?: number | null;
  prs?: string[];
};

export function found({ about, line = null, prs = [], ...rest }: Found): Finding {
  const key = sha256(`${rest.check}\n${about.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim()}`).slice(0, 16);
  return { key, ...rest, line, prs };
}

/** A fault in the agent's text, something to know about in a person's. */
export function severityFor({ by }: CheckFacts): Finding["severity"] {
  return by === "agent" ? "fault" : "flag";
}

/** The same thing found twice is one finding. */
export function eachFindingOnce(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.key, finding])).values()];
}

const MOST_SHOWN = 5;

/** "#1, #2 and 3 more" */
export function listOf(prs: readonly string[], { sources }: CheckFacts): string {
  const first = prs.slice(0, MOST_SHOWN).map((pr) => citation(pr, sources));
  const more = prs.length - first.length;
  return more > 0 ? `${first.join(", ")} and ${more} more` : first.join(", ");
}
