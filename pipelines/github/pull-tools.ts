import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { createEtagCache } from "./etag-cache.ts";
import { githubTool, paging, place, type GithubTool } from "./tool.ts";
import { MAX_DIFF_CHARS } from "./tools.ts";
import { kept, trims } from "./trim.ts";
import { hasNext, wholePage } from "./whole-page.ts";

/** The tools for pull requests. */
export function pullTools(octokit: Octokit): GithubTool[] {
  return [listPulls(octokit), readPull(octokit), listCommitPulls(octokit)];
}

const listInput = z.strictObject({
  ...place,
  state: z
    .enum(["open", "closed", "all"])
    .default("open")
    .meta({ title: "State", description: "Merged ones are closed ones with merged_at." }),
  base: z.string().optional().meta({ title: "Base branch", description: "Only those into this branch." }),
  head: z.string().optional().meta({ title: "Head branch", description: "Only those from it: owner:branch." }),
  sort: z
    .enum(["created", "updated", "popularity", "long-running"])
    .default("created")
    .meta({ title: "Sort", description: "By what they are sorted. Merging one updates it." }),
  direction: z.enum(["asc", "desc"]).optional().meta({ title: "Direction", description: "Rising or falling." }),
  ...paging,
});
const pullsOutput = z.object({ pull_requests: z.array(kept.pull) });

function listPulls(octokit: Octokit): GithubTool {
  const cached = createEtagCache();
  return githubTool({
    name: "list_pull_requests",
    title: "List pull requests",
    description: "Lists the pull requests of a repository, each with its whole description.",
    input: listInput,
    output: pullsOutput,
    text: ({ pull_requests }) => pull_requests,
    async read({ perPage, ...rest }, signal) {
      const pull_requests = await wholePage({ page: rest.page, perPage }, (page) => {
        const query = { ...rest, page, per_page: perPage };
        const ask = (headers: { "if-none-match"?: string }) =>
          octokit.rest.pulls.list({ ...query, headers, request: { signal } });
        return cached(JSON.stringify(query), ask, (data, { link }) => ({
          items: trims.pulls(data),
          more: hasNext(link),
        }));
      });
      return { pull_requests };
    },
  });
}

/** A commit comes with one, and with those that merge its branch onward. */
const MOST_OF_A_COMMIT = 10;

const commitInput = z.strictObject({
  ...place,
  sha: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/, "must be 7 to 64 hexadecimal digits, in small letters")
    .meta({ title: "Commit", description: "The commit's name, or its beginning of at least 7 digits." }),
});

const listCommitPulls = (octokit: Octokit) =>
  githubTool({
    name: "list_commit_pull_requests",
    title: "List the pull requests of a commit",
    description: "Lists the pull requests that a commit came with, 10 at most.",
    input: commitInput,
    output: pullsOutput,
    text: ({ pull_requests }) => pull_requests,
    async read({ owner, repo, sha: commit_sha }, signal) {
      const asked = { owner, repo, commit_sha, per_page: MOST_OF_A_COMMIT, request: { signal } };
      const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit(asked);
      return { pull_requests: trims.pulls(data) };
    },
  });

const readInput = z.strictObject({
  method: z.enum(["get", "get_files", "get_diff"]).meta({
    title: "Method",
    description: "What to read: get, the pull request itself; get_files, the files it changes; get_diff, its diff.",
  }),
  ...place,
  pullNumber: z.number().int().min(1).meta({ title: "Number", description: "The number of the pull request." }),
  ...paging,
});
/** One of the three, by the method. */
const readOutput = z.object({
  pull_request: kept.detailedPull.optional().describe("With the method get."),
  files: z.array(kept.file).optional().describe("With the method get_files: one page of them."),
  diff: z
    .string()
    .optional()
    .describe(`With the method get_diff: its first ${MAX_DIFF_CHARS + 1} characters.`),
});
type ReadArgs = z.output<typeof readInput>;

const readPull = (octokit: Octokit) =>
  githubTool({
    name: "pull_request_read",
    title: "Read a pull request",
    description:
      "Reads one pull request: itself, the files it changes (without patches), or the beginning of its diff.",
    input: readInput,
    output: readOutput,
    text: ({ pull_request, files, diff }) => pull_request ?? files ?? diff,
    read: (args, signal) => readByMethod(octokit, args, signal),
  });

async function readByMethod(
  octokit: Octokit,
  args: ReadArgs,
  signal: AbortSignal,
): Promise<z.output<typeof readOutput>> {
  const { owner, repo, pullNumber: pull_number, page, perPage: per_page } = args;
  const one = { owner, repo, pull_number, request: { signal } };
  switch (args.method) {
    case "get":
      return { pull_request: trims.pull((await octokit.rest.pulls.get(one)).data) };
    case "get_files": {
      const files = await wholePage({ page, perPage: per_page }, async (at) => {
        const { data, headers } = await octokit.rest.pulls.listFiles({ ...one, page: at, per_page });
        return { items: trims.files(data), more: hasNext(headers.link) };
      });
      return { files };
    }
    case "get_diff": {
      const { data, headers } = await octokit.rest.pulls.get({ ...one, mediaType: { format: "diff" } });
      // Safe to call empty: GitHub says that nothing comes. Without those words, an empty text is an answer that broke off.
      if (String(headers["content-length"]) === "0") return { diff: "" };
      // One character more than anyone keeps says that there is more.
      return { diff: trims.diff(data).slice(0, MAX_DIFF_CHARS + 1) };
    }
  }
}
