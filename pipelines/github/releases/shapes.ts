import { z } from "zod";

/** A commit as either server has it, and no more of it than is used. @source GitHub's OpenAPI description, `commit`. */
export const commit = z.object({
  sha: z.string(),
  commit: z.object({
    message: z.string(),
    committer: z.object({ date: z.string() }).nullish(),
  }),
});

export const release = z.object({
  tag_name: z.string(),
  draft: z.boolean().default(false),
  prerelease: z.boolean().default(false),
  published_at: z.string().nullish(),
});

/** What one end has and the other has not, oldest first; `status` of the head, seen from the base. */
export const comparison = z.object({
  status: z.enum(["ahead", "behind", "diverged", "identical"]),
  total_commits: z.number().int(),
  merge_base_commit: commit,
  commits: z.array(commit),
});

/** `at`: when the commit was made that it stands at. */
const datedTag = z.object({ name: z.string(), sha: z.string(), at: z.string() });
export const recentTags = z.object({ tags: z.array(datedTag), complete: z.boolean() });

export const milestone = z.object({
  number: z.number().int(),
  title: z.string(),
  due_on: z.string().nullish(),
  open_issues: z.number().int(),
  closed_issues: z.number().int(),
});
