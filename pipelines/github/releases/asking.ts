import type { ReleaseReads } from "./reads.ts";

/** The questions about releases; handed in, so that each can be a recorded call. What people choose from belongs to no run. */
export type AskingReleases = {
  [Name in Exclude<keyof ReleaseReads, "newestTags">]: (
    ...asked: Parameters<ReleaseReads[Name]> extends [...infer Asked, AbortSignal?] ? Asked : never
  ) => ReturnType<ReleaseReads[Name]>;
};
