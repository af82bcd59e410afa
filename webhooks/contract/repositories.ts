import { z } from "zod";

export const repositoryAnswer = z.object({
  repositories: z.array(z.object({ repo: z.string(), default_branch: z.string(), private: z.boolean() })),
});
export type RepositoryAnswer = z.infer<typeof repositoryAnswer>;
/** `complete`: false where there are more branches than are listed. */
export const branchAnswer = z.object({
  branches: z.array(z.string()),
  default_branch: z.string(),
  complete: z.boolean().default(true),
});
export type BranchAnswer = z.infer<typeof branchAnswer>;
