import { z } from "zod";
import { StrangeAnswer } from "./strange-answer.ts";

/** What we keep of GitHub's answers; zod drops the rest. @source GitHub's OpenAPI description, `pull-request-simple` and others. */
const user = z.object({ login: z.string(), type: z.string() }).nullable();
const label = z
  .union([z.string(), z.object({ name: z.string().nullish() })])
  .transform((given) => (typeof given === "string" ? given : (given.name ?? "")))
  .pipe(z.string());

const pull = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish().describe("Its whole description, as it was typed."),
  state: z.string(),
  html_url: z.string(),
  user: user.describe("Who opened it; null where the account is gone."),
  labels: z.array(label),
  base: z.object({ ref: z.string().describe("The branch that it goes into.") }),
  merged_at: z.string().nullable().describe("When it was merged; null where it was not."),
  updated_at: z.string(),
  merge_commit_sha: z.string().nullable(),
  // What is not so needs no saying.
  draft: z.literal(true).optional().catch(undefined),
  milestone: z.object({ title: z.string(), due_on: z.string().nullish() }).optional().catch(undefined),
});
const counts = { additions: z.number(), deletions: z.number(), changed_files: z.number(), commits: z.number() };

const file = z.object({
  filename: z.string(),
  status: z.string(),
  additions: z.number(),
  deletions: z.number(),
});
const issue = pull.pick({
  number: true,
  title: true,
  body: true,
  state: true,
  html_url: true,
  user: true,
  labels: true,
});
/** `_links.self` is the branch under its name and its repository's of today. */
const branchItself = z.object({ name: z.string(), _links: z.object({ self: z.string() }) });
const repository = z.object({
  full_name: z.string(),
  default_branch: z.string(),
  private: z.boolean(),
  visibility: z.string().optional(),
  archived: z.boolean().default(false),
});

const detailedPull = pull.extend({ ...counts, merged: z.boolean() });
const branchInList = z.object({ name: z.string() });

/** What each kind of answer holds. */
export const kept = { pull, detailedPull, file, issue, repository, branchInList };

export const trims = {
  pull: trim(detailedPull),
  pulls: trim(z.array(pull)),
  files: trim(z.array(file)),
  repository: trim(repository),
  repositories: trim(z.array(repository)),
  branches: trim(z.array(branchInList)),
  branch: trim(branchItself),
  issue: trim(issue),
  diff: trim(z.string().min(1)),
};

/** @throws {StrangeAnswer} when the answer is not what GitHub promises: half of it, or not GitHub's. */
function trim<S extends z.ZodType>(schema: S): (data: unknown) => z.infer<S> {
  return (data) => {
    const read = schema.safeParse(data);
    if (read.success) return read.data;
    throw StrangeAnswer.of(data);
  };
}
