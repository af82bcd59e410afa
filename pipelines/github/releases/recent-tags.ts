import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { askGraphql } from "../details/ask.ts";
import { StrangeAnswer } from "../strange-answer.ts";
import { MOST_PER_PAGE } from "../tool.ts";
import type { recentTags } from "./shapes.ts";

/** More tags than that in one window are no releases any more. */
export const MOST_TAGS = 1_000;

/** @source GitHub's GraphQL schema: `TAG_COMMIT_DATE` sorts tags by the commits that they stand at. */
const QUERY = `query Tags($owner: String!, $repo: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    refs(refPrefix: "refs/tags/", first: ${MOST_PER_PAGE}, after: $after, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        name
        target { oid ... on Commit { committedDate } ... on Tag { target { oid ... on Commit { committedDate } } } }
      }
    }
  }
}`;

const commit = z.object({ oid: z.string(), committedDate: z.string() });
/** An annotated tag stands at its commit; one that stands at something else is no release. */
const target = z.union([
  commit,
  z.object({ target: commit }).transform((one) => one.target),
  z.unknown().transform(() => null),
]);
const answer = z.object({
  repository: z
    .object({
      refs: z
        .object({
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
          nodes: z.array(z.object({ name: z.string(), target }).nullable()),
        })
        .nullable(),
    })
    .nullable(),
});

type Asked = { owner: string; repo: string; since: string; most: number };

/** Tags at commits that were made since then, the newest first. `complete`: there are no more of them. */
export async function recentTagsOf(
  octokit: Octokit,
  { owner, repo, since, most }: Asked,
  signal: AbortSignal,
): Promise<z.infer<typeof recentTags>> {
  const tags: z.infer<typeof recentTags>["tags"] = [];
  let after: string | null = null;
  for (let page = 0; page * MOST_PER_PAGE < most; page += 1) {
    const data: unknown = await askGraphql(octokit, QUERY, { owner, repo, after }, signal);
    const read = answer.safeParse(data);
    if (!read.success) throw StrangeAnswer.of(data);
    const refs = read.data.repository?.refs;
    for (const node of refs?.nodes ?? []) {
      if (!node?.target) continue;
      const { oid, committedDate: at } = node.target;
      if (Date.parse(at) < Date.parse(since)) return { tags, complete: true };
      if (tags.length === most) return { tags, complete: false };
      tags.push({ name: node.name, sha: oid, at });
    }
    if (!refs?.pageInfo.hasNextPage) return { tags, complete: true };
    after = refs.pageInfo.endCursor ?? null;
  }
  return { tags, complete: false };
}
