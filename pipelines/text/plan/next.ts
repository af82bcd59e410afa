import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { ItemKind } from "../../../webhooks/contract/kinds.ts";
import type { Decider, OmitReason } from "../../../webhooks/contract/report.ts";
import { must_cover } from "../marks/marks.ts";
import type { ChangeClass } from "./class.ts";

/** What `whats_next` tells of as: how far a change is says more of it than what it brings. */
export function kindToCome({ stands }: Pick<PullRequest, "stands">): ItemKind {
  if (stands === "draft") return "drafted";
  return stands === "open" ? "planned" : "coming";
}

const REASONS: Record<Exclude<ChangeClass, "product">, OmitReason> = {
  dependencies: "dependency",
  releases: "release",
  docs: "docs",
  internal: "not_user_facing",
  skipped: "not_user_facing",
};

/** Nobody waits for what only its makers notice; what was not merged is counted nowhere, for it may never be. */
export function planOpen(pr: PullRequest, of: ChangeClass, reason: OmitReason | null) {
  if (of === "product" || must_cover(pr)) return { disposition: "cite" as const, reason: null, group: null };
  return { disposition: "omit" as const, reason: reason ?? REASONS[of], group: null };
}

/** What there is no room for is only counted once it is merged. */
export function beyondRoom({ stands }: PullRequest, because: string) {
  const decided = { by: "limit" as const satisfies Decider, because };
  return stands ? { disposition: "omit" as const, reason: "no_room" as const, group: null, decided } : null;
}
