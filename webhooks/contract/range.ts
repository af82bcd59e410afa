import { z } from "zod";
import { branchName, repoName } from "./github-names.ts";
import { LIMITS } from "./limits.ts";
import { timeZone } from "./time-zone.ts";

/** What `since_release` says for the newest release of each source. */
export const NEWEST_RELEASE = "latest";

/** @source git-check-ref-format(1): what stands behind `refs/tags/` is named as branches are. */
const tagName = branchName;

/** Where a tag stood when somebody looked. */
export const seenTag = z.strictObject({ repo: repoName, tag: tagName, sha: z.string().regex(/^[0-9a-f]{7,64}$/) });
export type SeenTag = z.infer<typeof seenTag>;

/**
 * What is read, by releases instead of days: since one of them, or between two tags. Each source has its own tags; which commits lie
 * between them is asked of GitHub when the run starts, and recorded.
 */
export const releaseRange = z
  .strictObject({
    /** A tag, or `latest`: the newest release that the branch holds. */
    since_release: tagName.optional(),
    from_tag: tagName.optional(),
    to_tag: tagName.optional(),
    /** As they were seen: where one has moved since, nothing is read. */
    seen: z
      .array(seenTag)
      .max(2 * LIMITS.sources)
      .optional(),
    /** For the days in the text. */
    time_zone: timeZone.default("UTC"),
  })
  .refine(
    ({ since_release, from_tag, to_tag }) =>
      (since_release === undefined) !== (from_tag === undefined && to_tag === undefined),
    {
      message: "must name since_release, or from_tag and to_tag",
    },
  )
  .refine(({ from_tag, to_tag }) => (from_tag === undefined) === (to_tag === undefined), {
    message: "needs both ends: from_tag and to_tag",
    path: ["to_tag"],
  })
  .refine(({ from_tag, to_tag }) => from_tag === undefined || from_tag !== to_tag, {
    message: "must be another tag than from_tag",
    path: ["to_tag"],
  });
export type ReleaseRange = z.infer<typeof releaseRange>;

const tagAt = z.object({ tag: z.string(), sha: z.string(), at: z.iso.datetime() });

/** What a range was for one source. `to` is null where it went on until the run began. */
export const resolvedRange = z.object({
  repo: repoName,
  base_branch: branchName,
  from: tagAt,
  to: tagAt.nullable(),
  /** Commits between the two; null where only the time between them is known. */
  commits: z.number().int().nullable(),
});
export type ResolvedRange = z.infer<typeof resolvedRange>;
