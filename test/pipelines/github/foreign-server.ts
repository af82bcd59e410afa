import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";

/** Each tool's answer: a value is sent as JSON, a text as it stands, a result untouched. */
type Answers = Record<string, (args: Record<string, unknown>) => unknown>;

const place = { owner: z.string(), repo: z.string() };
const paging = { page: z.number().optional(), perPage: z.number().optional() };
const method = z.enum(["get", "get_diff", "get_files"]);

/** The tools of GitHub's own MCP server that matter here, by its names and arguments. */
export const FOREIGN_TOOLS = {
  list_pull_requests: {
    ...place,
    ...paging,
    state: z.string().optional(),
    base: z.string().optional(),
    sort: z.string().optional(),
    direction: z.string().optional(),
  },
  pull_request_read: { method, ...place, ...paging, pullNumber: z.number() },
  issue_read: { method: z.enum(["get", "get_comments"]), ...place, issue_number: z.number() },
  list_branches: { ...place, ...paging },
  search_repositories: { query: z.string(), ...paging },
  get_me: {},
} satisfies Record<string, Record<string, z.ZodType>>;

type Shapes = Record<string, Record<string, z.ZodType>>;

/** A server with these tools, called what anybody likes: nothing may be told by its name. */
export function foreignServer(answers: Answers, tools: Shapes = FOREIGN_TOOLS, name = "any-name"): McpServer {
  const server = new McpServer({ name, version: "1" });
  for (const [tool, inputSchema] of Object.entries(tools)) {
    server.registerTool(tool, { inputSchema }, async (args: Record<string, unknown>) => result(answers[tool]?.(args)));
  }
  return server;
}

async function result(answer: unknown): Promise<CallToolResult> {
  const value = await answer;
  if (isResult(value)) return value;
  return { content: [{ type: "text", text: typeof value === "string" ? value : JSON.stringify(value ?? []) }] };
}

const isResult = (value: unknown): value is CallToolResult =>
  typeof value === "object" && value !== null && "content" in value;

/** How such a server says that something failed. */
export const failed = (text: string): CallToolResult => ({ isError: true, content: [{ type: "text", text }] });

/** As it does with texts: what looks like a tag is gone, and five characters are written as signs of HTML. */
export function shortened(text: string): string {
  return text
    .replace(/<[a-z/!][^>]*>/gi, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&#34;")
    .replaceAll("'", "&#39;");
}
