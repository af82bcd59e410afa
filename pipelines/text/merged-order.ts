import type { PullRequest } from "../../webhooks/contract/evidence.ts";

/** As they came into the branch; of those of one moment the lower number first. */
export function inMergedOrder<T extends Pick<PullRequest, "merged_at" | "number" | "ref">>(pulls: readonly T[]): T[] {
  return [...pulls].sort(
    (a, b) => Date.parse(a.merged_at) - Date.parse(b.merged_at) || a.number - b.number || (a.ref < b.ref ? -1 : 1),
  );
}
