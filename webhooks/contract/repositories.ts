import { z } from "zod";

/** Who may read a repository on GitHub; `internal`: everybody of the organisation or enterprise that it belongs to. */
export const visibilities = ["public", "internal", "private"] as const;

/** What a source may show: null where GitHub did not say, which counts as private. */
export const shownSource = z.object({ repo: z.string(), visibility: z.enum(visibilities).nullable() });
export type ShownSource = z.infer<typeof shownSource>;

export const repositoryAnswer = z.object({
  repositories: z.array(z.object({ repo: z.string(), default_branch: z.string(), private: z.boolean() })),
  /** What people should know of how GitHub is read, in sentences; empty where nothing is lost on the way. */
  notes: z.array(z.string()).default([]),
});
export type RepositoryAnswer = z.infer<typeof repositoryAnswer>;
/** `complete`: false where there are more branches than are listed. */
export const branchAnswer = z.object({
  branches: z.array(z.string()),
  default_branch: z.string(),
  complete: z.boolean().default(true),
});
export type BranchAnswer = z.infer<typeof branchAnswer>;

/** The newest first. `complete`: false where there are more tags than are listed. */
export const tagAnswer = z.object({ tags: z.array(z.string()), complete: z.boolean() });
export type TagAnswer = z.infer<typeof tagAnswer>;
