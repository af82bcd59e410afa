import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { branchName } from "../../../webhooks/contract/github-names.ts";
import { StrangeAnswer } from "../strange-answer.ts";
import { githubTool, MOST_PER_PAGE, place, type GithubTool } from "../tool.ts";
import { detailsAnswer } from "../tools.ts";
import { askGraphql, GraphqlRefusal } from "./ask.ts";
import { detailsQuery, textsQuery } from "./query.ts";
import { countIn, detailsIn, textsIn } from "./trim.ts";

const instant = z.iso.datetime({ error: "must be a time in UTC, such as 2026-10-05T00:00:00Z" });
const countInput = z.strictObject({
  base: branchName.describe("The branch they were merged into."),
  since: instant.describe("From this time on."),
  until: instant.describe("Before this time."),
});
const detailsInput = z.strictObject({
  ...place,
  numbers: z
    .array(z.number().int().min(1))
    .min(1)
    .max(MOST_PER_PAGE)
    .meta({ title: "Numbers", description: "The numbers of 1 to 100 pull requests." }),
  count: countInput.optional().meta({
    title: "Count",
    description: "What GitHub’s search shall count besides: pull requests merged into one branch within some time.",
  }),
});

const textOf = z.strictObject({
  revision: z
    .string()
    .regex(/^[\w./-]{1,200}$/, "must be the name of a commit or a branch")
    .describe("A commit, or a branch."),
  path: z.string().min(1).max(1_000).describe("Where it lies in the repository: CHANGELOG.md."),
});
const textsInput = z.strictObject({
  ...place,
  of: z
    .array(textOf)
    .min(1)
    .max(MOST_PER_PAGE)
    .meta({ title: "Texts", description: "1 to 100 text files, each by a revision and its path." }),
});
const textsOutput = z.object({
  texts: z
    .array(z.string().nullable())
    .describe("In the order asked for; null where there is no such file, or no text."),
});

/** The tools that answer for many pull requests at once, over GraphQL. They are ours: the official server has none like them. */
export function detailTools(octokit: Octokit): GithubTool[] {
  return [readPullRequests(octokit), readTexts(octokit)];
}

const readPullRequests = (octokit: Octokit) =>
  githubTool({
    name: "read_pull_requests",
    title: "Read what pull requests changed",
    description:
      "Reads what up to 100 pull requests changed: paths with counts, issues they close, trailers of their commits.",
    input: detailsInput,
    output: detailsAnswer,
    async read({ owner, repo, numbers, count }, signal) {
      let merged_count: number | null = null;
      const pull_requests = await inHalves(numbers, async (some) => {
        // Once, with whichever half comes first.
        const counts = count !== undefined && merged_count === null;
        const merged = count ? searchFor(`${owner}/${repo}`, count) : "";
        const data = await askGraphql(octokit, detailsQuery(some), { owner, repo, merged, counts }, signal);
        merged_count ??= countIn(data);
        return detailsIn(data);
      });
      return { pull_requests, merged_count };
    },
  });

const readTexts = (octokit: Octokit) =>
  githubTool({
    name: "read_texts",
    title: "Read text files",
    description: "Reads the beginnings of up to 100 text files, each at a commit or on a branch.",
    input: textsInput,
    output: textsOutput,
    text: ({ texts }) => texts,
    async read({ owner, repo, of }, signal) {
      const texts = await inHalves(of, async (some) => {
        const named = Object.fromEntries(some.map(({ revision, path }, at) => [`of${at}`, `${revision}:${path}`]));
        const variables = { owner, repo, ...named };
        return textsIn(await askGraphql(octokit, textsQuery(some.length), variables, signal), some.length);
      });
      return { texts };
    },
  });

/** @source docs.github.com, "Searching issues and pull requests": both ends of a range count, to the second. */
function searchFor(repo: string, { base, since, until }: { base: string; since: string; until: string }): string {
  const last = new Date(Date.parse(until) - 1_000).toISOString().replace(".000Z", "Z");
  return `repo:${repo} is:pr is:merged base:"${base.replaceAll('"', "")}" merged:${since}..${last}`;
}

/** Fewer at once are not asked for again. */
const FEWEST = 13;

/** GitHub gives a question ten seconds: where it takes longer, or breaks off, half of it may not. */
async function inHalves<Asked, Answer>(
  asked: readonly Asked[],
  ask: (some: readonly Asked[]) => Promise<Answer[]>,
): Promise<Answer[]> {
  try {
    return await ask(asked);
  } catch (error) {
    if (asked.length < 2 * FEWEST || !isTooMuch(error)) throw error;
    const middle = Math.ceil(asked.length / 2);
    return [...(await inHalves(asked.slice(0, middle), ask)), ...(await inHalves(asked.slice(middle), ask))];
  }
}

function isTooMuch(error: unknown): boolean {
  if (error instanceof StrangeAnswer) return true;
  if (error instanceof GraphqlRefusal) return error.status === 502;
  return error instanceof Error && "status" in error && (error.status === 502 || error.status === 504);
}
