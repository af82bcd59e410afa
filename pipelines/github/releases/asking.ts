import type { ReleaseReads } from "./reads.ts";

/** The questions about releases; handed in, so that each can be a recorded call. */
export type AskingReleases = {
  [Name in keyof ReleaseReads]: (
    ...asked: Parameters<ReleaseReads[Name]> extends [...infer Asked, AbortSignal?] ? Asked : never
  ) => ReturnType<ReleaseReads[Name]>;
};
