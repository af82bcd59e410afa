import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { hasBreakingFooter } from "./breaking.ts";
import { readTitle } from "./title.ts";

const BREAKING_LABELS = new Set(["breaking", "breaking change", "breaking changes", "semver major"]);
const SECURITY_LABELS = new Set(["security", "security fix", "vulnerability", "cve"]);
const SECURITY_TITLE =
  /\bCVE-\d{4}-\d+|\bGHSA(?:-[\w]{4}){3}|\[security\]|\b(?:vulnerabilit(?:y|ies)|xss|csrf|ssrf)\b/i;

/** Breaking and security changes: a text that leaves one of them out is not allowed. */
export function must_cover(pr: PullRequest): boolean {
  return isBreaking(pr) || isSecurity(pr);
}

export function isBreaking(pr: PullRequest): boolean {
  if (hasLabel(pr, BREAKING_LABELS) || /\bbreaking[- ]changes?:/i.test(pr.title)) return true;
  const { breaking, reverts } = readTitle(pr.title);
  if (reverts > 0) return false;
  return breaking || (quotesNobody(pr) && (pr.breaking_footer === true || hasBreakingFooter(pr.body)));
}

export function isSecurity(pr: PullRequest): boolean {
  if (hasLabel(pr, SECURITY_LABELS)) return true;
  const { type, reverts } = readTitle(pr.title);
  if (reverts > 0) return false;
  return type === "security" || type === "sec" || SECURITY_TITLE.test(pr.title);
}

export function hasLabel({ labels }: PullRequest, names: ReadonlySet<string>): boolean {
  return labels.some((label) => names.has(labelName(label)) || names.has(fullName(label)));
}

/** `type: Breaking-Change` → "breaking change" */
function labelName(label: string): string {
  return fullName(label.split(/[:/]/).at(-1) ?? "");
}

function fullName(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** The bodies of release and dependency pull requests quote other people's change logs. */
function quotesNobody({ author }: PullRequest): boolean {
  return author.kind !== "dependency_bot" && author.kind !== "release_bot";
}
