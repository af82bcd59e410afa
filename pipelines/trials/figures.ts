import type { ListedCall } from "../../db/pipelines/recording.ts";
import type { RunUsage } from "../../webhooks/contract/difference.ts";
import { totalsOfCalls } from "../recording/reckoned.ts";

/** What a run did, however it came to its answers, and what was really made and paid for it. */
export function usageOf(calls: readonly ListedCall[]): { workload: RunUsage; incurred: RunUsage } {
  // Other wordings of an item were asked for after it.
  const own = calls.filter(({ node }) => node !== "wording");
  return {
    workload: totalsOfCalls(own),
    incurred: totalsOfCalls(own.filter(({ served_from }) => served_from === null)),
  };
}
