import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const file = z.object({
  path: z.string(),
  additions: z.int().nonnegative(),
  deletions: z.int().nonnegative(),
  status: z.enum(["added", "removed", "modified", "renamed"]).default("modified"),
  /** Its hunks as `git diff` writes them, from the first `@@`; invented where nothing is given. */
  patch: z.string().optional(),
  /** All that is in it afterwards; nobody can read it where nothing is given. */
  text: z.string().optional(),
});

const proposal = z.object({
  number: z.int().positive(),
  title: z.string(),
  /** Null: the account is gone, as GitHub shows it. */
  author_name: z.string().nullable(),
  author_login: z.string().nullable(),
  is_bot: z.boolean().default(false),
  /** GitHub takes it out of lists, whose pages are shorter then. */
  hidden: z.boolean().default(false),
  created_at: instant.optional(),
  base: z.string(),
  head: z.string().nullish(),
  /** `owner/name` of the fork that the branch is in. */
  head_repo: z.string().optional(),
  files: z.array(file),
  files_total: z.int().nonnegative().optional(),
  additions: z.int().nonnegative().optional(),
  deletions: z.int().nonnegative().optional(),
  labels: z.array(z.string()).default([]),
  body: z.string().nullable(),
  co_authors: z.array(z.object({ name: z.string(), login: z.string().nullable() })).default([]),
  /** The number of the one that it is planned for. */
  milestone: z.int().positive().optional(),
});

const merged = proposal.extend({ merged_at: instant, merge_sha: z.string(), merged_by: z.string().optional() });

/** Open without `closed_at`; otherwise closed without a merge. */
const unmerged = proposal.extend({
  created_at: instant,
  closed_at: instant.optional(),
  draft: z.boolean().default(false),
});

const issue = z.object({
  number: z.int().positive(),
  title: z.string(),
  body: z.string(),
  labels: z.array(z.string()),
});

/** A branch that began as another one stood then. */
const cut = z.object({ branch: z.string(), from: z.string(), at: instant });
/** It stands at the commit that this pull request was merged with; `annotated` as git makes them with a message. */
const tag = z.object({ name: z.string(), pull: z.int().positive(), annotated: z.boolean().default(false) });
/** A draft has no tag before it is published. */
const release = z.object({
  tag: z.string(),
  published_at: instant,
  draft: z.boolean().default(false),
  prerelease: z.boolean().default(false),
});
const milestone = z.object({
  number: z.int().positive(),
  title: z.string(),
  due_on: instant.optional(),
});

const fullName = z.string().regex(/^[^/\s]+\/[^/\s]+$/);

const dataSet = z.object({
  repo: fullName,
  /** What the repository was called before, or where it came from. */
  former_names: z.array(fullName).default([]),
  archived: z.boolean().default(false),
  visibility: z.enum(["public", "internal", "private"]).default("public"),
  base_branch: z.string(),
  /** What branches were called before → what they are called now. Merged pull requests keep the old name. */
  renamed_branches: z.record(z.string(), z.string()).default({}),
  description: z.string().nullable().default(null),
  language: z.string().nullable().default(null),
  windows: z.array(z.object({ prs: z.array(merged) })),
  unmerged: z.array(unmerged).default([]),
  issues: z.array(issue).default([]),
  cuts: z.array(cut).default([]),
  tags: z.array(tag).default([]),
  releases: z.array(release).default([]),
  milestones: z.array(milestone).default([]),
});

/** One repository as its file tells it; instants are milliseconds since 1970. */
export type DataSet = z.infer<typeof dataSet>;
export type MergedPull = z.infer<typeof merged>;
export type UnmergedPull = z.infer<typeof unmerged>;
export type Issue = z.infer<typeof issue>;

/**
 * Reads data sets, one repository a file.
 *
 * @param paths Files, or folders whose `.json` files are all read.
 * @throws {Error} that names the file which does not fit, or the repository that two files claim.
 */
export function readDataSets(paths: readonly string[]): DataSet[] {
  const sets = paths.flatMap(filesAt).map(readDataSet);
  const twice = sets.find(({ repo }, place) => sets.findIndex((other) => other.repo === repo) !== place);
  if (twice) throw new Error(`Two data sets are about ${twice.repo}. Leave one of them out.`);
  return sets;
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => join(path, name));
}

function readDataSet(path: string): DataSet {
  const read = dataSet.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!read.success) throw new Error(`${path} is not a data set:\n${z.prettifyError(read.error)}`);
  return read.data;
}
