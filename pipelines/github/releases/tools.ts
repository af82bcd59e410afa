import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { githubTool, paging, place, type GithubTool } from "../tool.ts";
import { commitTools } from "./commit-tools.ts";
import { MOST_TAGS, recentTagsOf } from "./recent-tags.ts";
import { milestone, recentTags, release } from "./shapes.ts";
import { listedTag, releaseTrims } from "./trim.ts";

const listInput = z.strictObject({ ...place, ...paging });
const sinceInput = z.strictObject({
  ...place,
  since: z.iso
    .datetime({ error: "must be a time in UTC, such as 2026-10-05T00:00:00Z" })
    .meta({ title: "Since", description: "Only tags at commits that were made from this time on." }),
  most: z
    .number()
    .int()
    .min(1)
    .max(MOST_TAGS)
    .default(MOST_TAGS)
    .meta({ title: "Most", description: "How many at most, 1 to 1,000. The answer says whether there are more." }),
});

/** The tools for tags, releases and what lies between them; `list_recent_tags`, `compare_commits` and `list_milestones` are ours. */
export function releaseTools(octokit: Octokit): GithubTool[] {
  return [
    ...commitTools(octokit),
    listReleases(octokit),
    listTags(octokit),
    listRecentTags(octokit),
    listMilestones(octokit),
  ];
}

const listReleases = (octokit: Octokit) =>
  githubTool({
    name: "list_releases",
    title: "List releases",
    description: "Lists the releases of a repository, the newest first.",
    input: listInput,
    output: z.object({ releases: z.array(release) }),
    text: ({ releases }) => releases,
    async read({ perPage: per_page, ...asked }, signal) {
      const { data } = await octokit.rest.repos.listReleases({ ...asked, per_page, request: { signal } });
      return { releases: releaseTrims.releases(data) };
    },
  });

const listTags = (octokit: Octokit) =>
  githubTool({
    name: "list_tags",
    title: "List tags",
    description: "Lists the tags of a repository by their names.",
    input: listInput,
    output: z.object({ tags: z.array(listedTag) }),
    text: ({ tags }) => tags,
    async read({ perPage: per_page, ...asked }, signal) {
      const { data } = await octokit.rest.repos.listTags({ ...asked, per_page, request: { signal } });
      return { tags: releaseTrims.tags(data) };
    },
  });

const listRecentTags = (octokit: Octokit) =>
  githubTool({
    name: "list_recent_tags",
    title: "List recent tags",
    description: "Lists the tags whose commits were made since some time, the newest first, each with its commit.",
    input: sinceInput,
    output: recentTags,
    read: (asked, signal) => recentTagsOf(octokit, asked, signal),
  });

const listMilestones = (octokit: Octokit) =>
  githubTool({
    name: "list_milestones",
    title: "List milestones",
    description: "Lists the open milestones of a repository, those that are due first before the others.",
    input: listInput,
    output: z.object({ milestones: z.array(milestone) }),
    text: ({ milestones }) => milestones,
    async read({ perPage: per_page, ...asked }, signal) {
      const query = { ...asked, state: "open", sort: "due_on", direction: "asc", per_page } as const;
      const { data } = await octokit.rest.issues.listMilestones({ ...query, request: { signal } });
      return { milestones: releaseTrims.milestones(data) };
    },
  });
