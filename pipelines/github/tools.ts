import { z } from "zod";
import type { Doubt } from "../../webhooks/contract/evidence.ts";
import { visibilities } from "../../webhooks/contract/repositories.ts";

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

/** One pull request by its number, or by a commit that came with it: 7 to 64 hexadecimal digits. */
export type NamedBy = { number: number } | { sha: string };

const label = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

/** An issue as either server has it. The official one leaves out `user.type` and whatever is empty. */
export const issue = z.object({
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
});
export type Issue = z.infer<typeof issue>;

/** A pull request as either server lists it. */
export const listedPull = issue.extend({
  base: z.object({ ref: z.string() }),
  /** The only sign of a merge: the official server's `merged` is always false in lists. */
  merged_at: orNull(),
  updated_at: z.string(),
  merge_commit_sha: orNull(),
  /** Said of what is open. */
  draft: z.boolean().optional(),
  milestone: z.object({ title: z.string(), due_on: z.string().nullish() }).nullish(),
});
/** `doubts`: of a server that shortens texts, told by whoever read it, never by the server. */
export type ListedPull = z.infer<typeof listedPull> & { doubts?: Doubt[] };

export const detailedPull = listedPull.extend({
  additions: z.number().int().default(0),
  deletions: z.number().int().default(0),
  changed_files: z.number().int().default(0),
});
export type DetailedPull = z.infer<typeof detailedPull> & Pick<ListedPull, "doubts">;

export const changedFile = z.object({
  filename: z.string(),
  status: z.string().default("modified"),
  additions: z.number().int().default(0),
  deletions: z.number().int().default(0),
});
export type ChangedFile = z.infer<typeof changedFile>;

/** What a pull request changed and what stands around it, as our server alone answers it for many at once. */
const details = z.object({
  number: z.number().int(),
  additions: z.number().int(),
  deletions: z.number().int(),
  changed_files: z.number().int(),
  files: z.array(z.object({ path: z.string(), additions: z.number().int(), deletions: z.number().int() })),
  closes: z.array(z.object({ repo: z.string(), number: z.number().int(), title: z.string() })),
  /** Lines of its commits' messages that credit somebody. */
  trailers: z.array(z.string()),
});
export type Details = z.infer<typeof details>;

/** `merged_count`: what GitHub's search finds merged in the window that was asked about; null where it does not say. */
export const detailsAnswer = z.object({ pull_requests: z.array(details), merged_count: z.number().int().nullable() });
export type DetailsAnswer = z.infer<typeof detailsAnswer>;
/** `count`: what GitHub's search shall count besides, merged into one base branch in a half-open window. */
export type AskedDetails = {
  repo: string;
  numbers: readonly number[];
  count?: { base: string; since: string; until: string };
};

/** A text file at a commit, or on a branch. */
export type TextAt = { revision: string; path: string };

/** No more of a diff crosses from the child, and no more of the official server's is kept. */
export const MAX_DIFF_CHARS = 512 * 1024;

/** As `git diff` writes it. `isCut`: there is more than `MAX_DIFF_CHARS` of it, so the end is missing. */
export type PullRequestDiff = { text: string; isCut: boolean };

export const repository = z.object({
  full_name: z.string(),
  default_branch: z.string(),
  private: z.boolean(),
  /** Some servers do not say it. */
  visibility: z.enum(visibilities).optional().catch(undefined),
  archived: z.boolean().default(false),
});
export const branch = z.object({ name: z.string() });
/** `repo`: as it is called now; null where the server did not say. */
export const currentBranch = z.object({ name: z.string(), repo: z.string().nullable() });

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
