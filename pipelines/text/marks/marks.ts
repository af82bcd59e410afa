import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { readTitle } from "../title.ts";
import { isSecurityTitle } from "./security.ts";

const BREAKING_LABELS = new Set(["breaking", "breaking change", "breaking changes", "semver major"]);
const SECURITY_LABELS = new Set(["security", "security fix", "vulnerability", "cve"]);
/** "[BREAKING] …", "BREAKING: …", "💥 …", "… (breaking)" */
const BREAKING_TITLE =
  /^(?:💥|:boom:)|[[(]breaking(?:[ -]changes?)?[\])]|(?:^|[\]:]\s)breaking(?:[ -](?:api[ -])?changes?)?!?:/iu;
/** What is said of these is said of a page or a test. */
const ABOUT_IT: ReadonlySet<string> = new Set(["docs", "doc", "test", "tests", "ci"]);

/** Breaking and security changes: a text that leaves one of them out is not allowed. */
export function must_cover(pr: PullRequest): boolean {
  return isBreaking(pr) || isSecurity(pr);
}

export function isBreaking(pr: PullRequest): boolean {
  if (hasLabel(pr, BREAKING_LABELS)) return true;
  const { breaking, type } = readTitle(pr.title);
  if (undoesOthers(pr) || ABOUT_IT.has(type ?? "")) return false;
  if (pr.entries?.some(({ bump }) => bump === "major")) return true;
  return breaking || BREAKING_TITLE.test(pr.title) || pr.says?.includes("breaking") === true;
}

export function isSecurity(pr: PullRequest): boolean {
  if (hasLabel(pr, SECURITY_LABELS)) return true;
  const { type } = readTitle(pr.title);
  if (undoesOthers(pr) || ABOUT_IT.has(type ?? "")) return false;
  if (type === "security" || type === "sec") return true;
  return isSecurityTitle(pr.title) || pr.says?.includes("security") === true;
}

/** It quotes what it undoes. */
const undoesOthers = ({ title, fate }: PullRequest): boolean =>
  readTitle(title).reverts > 0 || fate?.is === "rolls_back" || fate?.is === "cancelled";

export function hasLabel({ labels }: Pick<PullRequest, "labels">, names: ReadonlySet<string>): boolean {
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
