import type { PullRequest } from "../../webhooks/contract/evidence.ts";

/** As they came into the branch; of those of one moment the lower number first. What was not merged comes last. */
export function inMergedOrder<T extends Pick<PullRequest, "merged_at" | "number" | "ref">>(pulls: readonly T[]): T[] {
  return [...pulls].sort((a, b) => mergedMs(a) - mergedMs(b) || a.number - b.number || (a.ref < b.ref ? -1 : 1));
}

/** Behind every time there is. */
const NEVER = 8.64e15;

const mergedMs = ({ merged_at }: Pick<PullRequest, "merged_at">): number =>
  merged_at === null ? NEVER : Date.parse(merged_at);
