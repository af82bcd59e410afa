import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { StrangeAnswer } from "../strange-answer.ts";
import { answering, MOST_PER_PAGE, place, READ_ONLY } from "../tool.ts";
import { askGraphql, GraphqlRefusal } from "./ask.ts";
import { detailsQuery, textsQuery } from "./query.ts";
import { detailsIn, textsIn } from "./trim.ts";

const detailsShape = { ...place, numbers: z.array(z.number().int().min(1)).min(1).max(MOST_PER_PAGE) };

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
    answering("read_pull_requests", ({ owner, repo, numbers }, signal) =>
      inHalves(numbers, async (some) =>
        detailsIn(await askGraphql(octokit, detailsQuery(some), { owner, repo }, signal)),
      ),
    ),
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
