import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { foreignChild, githubChild, type GithubSettings } from "./spawn.ts";

/** How the server that reads GitHub is reached: our own child, a command that somebody set, or an address. */
export type Way = { by: "own" | "command" | "address"; open: () => Transport };

export function wayTo(settings: GithubSettings): Way {
  const { mcp = null, token } = settings;
  if (!mcp) return { by: "own", open: () => new StdioClientTransport(githubChild(settings)) };
  if ("command" in mcp) {
    return { by: "command", open: () => new StdioClientTransport(foreignChild(settings, mcp.command)) };
  }
  const headers = { ...(token !== null && { authorization: `Bearer ${token}` }) };
  // Whoever stands behind another address could answer that nothing was merged, and read the bearer: the SDK follows redirects within the origin.
  const open = () => new StreamableHTTPClientTransport(new URL(mcp.url), { requestInit: { headers } });
  // Safe: the SDK's own transport, whose optional members are typed for less strict compilers.
  return { by: "address", open: () => open() as Transport };
}
