import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { MergedKind } from "../../../webhooks/contract/kinds.ts";
import type { ChangeKind } from "../../../webhooks/contract/policy.ts";
import type { OmitReason } from "../../../webhooks/contract/report.ts";
import { isBreaking, isSecurity } from "../marks/marks.ts";
import type { ChangeClass } from "./class.ts";

const BY_CLASS: Partial<Record<ChangeClass, ChangeKind>> = {
  dependencies: "dependency",
  releases: "release",
  docs: "docs",
};
const BY_REASON: Partial<Record<OmitReason, ChangeKind>> = { ci: "ci", test: "test", refactor: "refactor" };

/** All that a pull request is, as a rule may ask for it: a breaking fix is both, and a rework is internal too. */
export function kindsOf(
  pr: PullRequest,
  { of, reason, kind }: { of: ChangeClass; reason: OmitReason | null; kind: MergedKind },
): ChangeKind[] {
  const made = BY_CLASS[of] ?? (of === "product" ? kind : "internal");
  const by = reason === null ? undefined : BY_REASON[reason];
  const marked: ChangeKind[] = [
    ...(isBreaking(pr) ? ["breaking" as const] : []),
    ...(isSecurity(pr) ? ["security" as const] : []),
  ];
  return [...new Set([made, ...(by ? [by] : []), ...marked, ...(kind === "rolled_back" ? [kind] : [])])];
}
