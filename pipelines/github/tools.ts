import { z } from "zod";

/** The arguments of `list_pull_requests`, as the official server has them. */
export type ListArgs = {
  owner: string;
  repo: string;
  state?: "open" | "closed" | "all";
  base?: string;
  head?: string;
  sort?: "created" | "updated" | "popularity" | "long-running";
  direction?: "asc" | "desc";
  page?: number;
  perPage?: number;
};

const label = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

/** A pull request as either server lists it. The official one leaves out `user.type` and whatever is empty. */
export const listedPull = z.object({
  number: z.number().int(),
  title: z.string(),
  body: text(),
  state: z.string().default("closed"),
  html_url: text(),
  user: z
    .object({ login: z.string(), type: z.string().optional() })
    .nullish()
    .transform((user) => user ?? null),
  labels: z
    .array(label)
    .nullish()
    .transform((labels) => labels ?? []),
  base: z.object({ ref: z.string() }),
  /** The only sign of a merge: the official server's `merged` is always false in lists. */
  merged_at: orNull(),
  updated_at: z.string(),
  merge_commit_sha: orNull(),
});
export type ListedPull = z.infer<typeof listedPull>;

export const detailedPull = listedPull.extend({
  additions: z.number().int().default(0),
  deletions: z.number().int().default(0),
  changed_files: z.number().int().default(0),
});
export type DetailedPull = z.infer<typeof detailedPull>;

export const changedFile = z.object({
  filename: z.string(),
  status: z.string().default("modified"),
  additions: z.number().int().default(0),
  deletions: z.number().int().default(0),
  /** Absent for binary and for very large files. */
  patch: z.string().optional(),
});
export type ChangedFile = z.infer<typeof changedFile>;

export const repository = z.object({ full_name: z.string(), default_branch: z.string(), private: z.boolean() });
export const branch = z.object({ name: z.string() });
export const searchAnswer = z.object({ total_count: z.number().int(), incomplete_results: z.boolean() });

function text() {
  return z
    .string()
    .nullish()
    .transform((value) => value ?? "");
}

function orNull() {
  return z
    .string()
    .nullish()
    .transform((value) => value || null);
}
