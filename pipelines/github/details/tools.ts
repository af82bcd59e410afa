import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { branchName } from "../../../webhooks/contract/github-names.ts";
import { StrangeAnswer } from "../strange-answer.ts";
import { answering, MOST_PER_PAGE, place, READ_ONLY } from "../tool.ts";
import { askGraphql, GraphqlRefusal } from "./ask.ts";
import { detailsQuery, textsQuery } from "./query.ts";
import { countIn, detailsIn, textsIn } from "./trim.ts";

const instant = z.iso.datetime();
const detailsShape = {
  ...place,
  numbers: z.array(z.number().int().min(1)).min(1).max(MOST_PER_PAGE),
  /** Whose merged pull requests GitHub's search shall count besides: of one base branch, in a half-open window. */
  count: z.object({ base: branchName, since: instant, until: instant }).optional(),
};

const textOf = z.object({
  /** A commit, or a branch. */
  revision: z.string().regex(/^[\w./-]{1,200}$/),
  path: z.string().min(1).max(1_000),
});
const textsShape = { ...place, of: z.array(textOf).min(1).max(MOST_PER_PAGE) };

/** Adds the tools that answer for many pull requests at once, over GraphQL. They are ours: the official server has none like them. */
export function detailTools(server: McpServer, octokit: Octokit): void {
  server.registerTool(
    "read_pull_requests",
    {
      description:
        "Reads what up to 100 pull requests changed: paths with counts, issues they close, trailers of their commits.",
      inputSchema: detailsShape,
      annotations: READ_ONLY,
    },
    answering("read_pull_requests", async ({ owner, repo, numbers, count }, signal) => {
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
    }),
  );
  server.registerTool(
    "read_texts",
    {
      description: "Reads the beginnings of up to 100 text files, each at a commit or on a branch.",
      inputSchema: textsShape,
      annotations: READ_ONLY,
    },
    answering("read_texts", ({ owner, repo, of }, signal) =>
      inHalves(of, async (some) => {
        const named = Object.fromEntries(some.map(({ revision, path }, at) => [`of${at}`, `${revision}:${path}`]));
        const variables = { owner, repo, ...named };
        return textsIn(await askGraphql(octokit, textsQuery(some.length), variables, signal), some.length);
      }),
    ),
  );
}

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
