import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { githubTool, paging, place, type GithubTool } from "../tool.ts";
import { hasNext, wholePage } from "../whole-page.ts";
import { commit, comparison } from "./shapes.ts";
import { releaseTrims } from "./trim.ts";

const sha = z.string().regex(/^[0-9a-f]{7,64}$/, "must be a commit’s SHA");
const ref = z.string().min(1).max(300);
const instant = z.iso.datetime({ error: "must be a time in UTC, such as 2026-10-05T00:00:00Z" });

const oneInput = z.strictObject({
  ...place,
  sha: ref.meta({ title: "Commit", description: "Its SHA, or what stands at it: heads/main, tags/v1.0.0." }),
});
const listInput = z.strictObject({
  ...place,
  sha: ref.meta({ title: "Commit", description: "The one to begin with: a SHA, a branch or a tag." }),
  since: instant.optional().meta({ title: "Since", description: "Only those that were made from this time on." }),
  until: instant.optional().meta({ title: "Until", description: "Only those that were made before this time." }),
  ...paging,
});
const compareInput = z.strictObject({
  ...place,
  base: sha.meta({ title: "Base", description: "The SHA of the commit to compare with." }),
  head: sha.meta({ title: "Head", description: "The SHA of the commit that has more." }),
  ...paging,
});

/** One commit, those before it, and those between two. */
export function commitTools(octokit: Octokit): GithubTool[] {
  return [getCommit(octokit), listCommits(octokit), compareCommits(octokit)];
}

const getCommit = (octokit: Octokit) =>
  githubTool({
    name: "get_commit",
    title: "Read a commit",
    description: "Reads one commit: its SHA, when it was made, and the first line of its message.",
    input: oneInput,
    output: commit,
    async read({ owner, repo, sha: named }, signal) {
      const asked = { owner, repo, ref: named, per_page: 1, request: { signal } };
      return releaseTrims.commit((await octokit.rest.repos.getCommit(asked)).data);
    },
  });

const listCommits = (octokit: Octokit) =>
  githubTool({
    name: "list_commits",
    title: "List commits",
    description: "Lists a commit and those before it, the newest first.",
    input: listInput,
    output: z.object({ commits: z.array(commit) }),
    text: ({ commits }) => commits,
    async read({ perPage, ...asked }, signal) {
      const commits = await wholePage({ page: asked.page, perPage }, async (page) => {
        const query = { ...asked, page, per_page: perPage, request: { signal } };
        const { data, headers } = await octokit.rest.repos.listCommits(query);
        return { items: releaseTrims.commits(data), more: hasNext(headers.link) };
      });
      return { commits };
    },
  });

const compareCommits = (octokit: Octokit) =>
  githubTool({
    name: "compare_commits",
    title: "Compare two commits",
    description: "Lists what the head has and the base has not, the oldest first, and where the two parted.",
    input: compareInput,
    output: comparison,
    async read({ base, head, perPage: per_page, ...asked }, signal) {
      const query = { ...asked, basehead: `${base}...${head}`, per_page, request: { signal } };
      return releaseTrims.comparison((await octokit.rest.repos.compareCommitsWithBasehead(query)).data);
    },
  });
