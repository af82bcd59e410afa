import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ListToolsResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { GithubFailure } from "./failure.ts";
import { type ServerKind, serverKindOf } from "./offered.ts";
import { transportFailure } from "./transport-failure.ts";
import type { Way } from "./way.ts";

export type Connected = { client: Client; kind: ServerKind; tools: ReadonlySet<string> };

/** A server that is there answers at once; one that is slow to start, as in a container, has so long. */
const CONNECT_MS = 20_000;

/**
 * Opens a way to a fresh server, and looks at what it can do before it is asked anything.
 *
 * @param ended Told when a server that was there is gone.
 * @throws {GithubFailure} what is wrong with the server, or with the way to it.
 */
export async function introduced({ by, open }: Way, timeoutMs: number, ended: () => void): Promise<Connected> {
  const client = new Client({ name: "pulse", version: "1.0.0" });
  let isUp = false;
  // What was said that is no message of the protocol.
  let heard: Error | undefined;
  client.onerror = (error) => void (heard ??= error);
  client.onclose = () => isUp && ended();
  const timeout = Math.min(timeoutMs, CONNECT_MS);
  try {
    await client.connect(open(), { timeout });
    const tools = await toolsOf(client, timeout);
    const kind = serverKindOf(tools);
    isUp = true;
    return { client, kind, tools: new Set(tools.map(({ name }) => name)) };
  } catch (error) {
    void client.close().catch(() => undefined);
    throw error instanceof GithubFailure ? error : transportFailure(error, { by, heard, starting: true });
  }
}

type Tool = ReturnType<typeof ListToolsResultSchema.parse>["tools"][number];
/** Some servers list their tools page by page; more pages than this are a circle. */
const MOST_TOOL_PAGES = 20;

/** Asked plainly: by its own `listTools` the SDK would hold each answer against the server's schemas, and ours are enough. */
export async function toolsOf(client: Client, timeout: number): Promise<Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_TOOL_PAGES; page += 1) {
    const asked = { method: "tools/list" as const, params: cursor === undefined ? {} : { cursor } };
    const { tools: some, nextCursor } = await client.request(asked, ListToolsResultSchema, { timeout });
    tools.push(...some);
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  return tools;
}
