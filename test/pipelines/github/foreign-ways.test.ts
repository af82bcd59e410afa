import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { expect, onTestFinished, test } from "vitest";
import { githubClient, type GithubSettings } from "../../../pipelines/github/client.ts";
import { startDemoGitHub } from "../../../demo/github/server.ts";
import { FOREIGN_TOOLS, foreignServer } from "./foreign-server.ts";
import { DATA, HARBOR, quiet } from "./harness.ts";

const CHILD = join(import.meta.dirname, "foreign-child.ts");
const TOKEN = "ghp_a-token-for-tests";

function clientOf(mcp: NonNullable<GithubSettings["mcp"]>, more: { host?: string; timeoutMs?: number } = {}) {
  const { host = null, timeoutMs = 60_000 } = more;
  const client = githubClient({ token: TOKEN, apiUrl: "http://127.0.0.1:1", mcp, host }, quiet, { timeoutMs });
  onTestFinished(client.close);
  return client;
}

const command = (how: string) => ({ command: [process.execPath, CHILD, how] });

test("a command is started with the token by its own name, and reads", async () => {
  const { url, close } = await startDemoGitHub({ data: [DATA], shift: "none", token: TOKEN });
  onTestFinished(close);
  const client = clientOf(command("serve"), { host: url });

  const pulls = await client.listPullRequests({ ...HARBOR, state: "closed", perPage: 100 });

  expect(pulls.length).toBeGreaterThan(50);
  expect(pulls.every(({ doubts }) => doubts)).toBe(true);
});

test.each([
  [
    "is missing",
    { command: ["/no/such/github-mcp-server", "stdio"] },
    "GITHUB_MCP_COMMAND names no program that can be started.",
    /Check its path/,
  ],
  [
    "may not be run",
    { command: [join(import.meta.dirname, "harness.ts")] },
    "GITHUB_MCP_COMMAND names no program that can be started.",
    /whether the pipelines may run it/,
  ],
  [
    "exits as it starts",
    command("exit"),
    "The MCP server of GITHUB_MCP_COMMAND ended before it answered.",
    /log of the pipelines/,
  ],
  [
    "prints something else",
    command("rubbish"),
    "What GITHUB_MCP_COMMAND starts does not speak MCP on its standard output.",
    /argument stdio/,
  ],
  [
    "has other tools",
    command("other"),
    "The MCP server of GITHUB_MCP_COMMAND lacks list_pull_requests, pull_request_read and search_repositories.",
    /--toolsets=/,
  ],
])("a command that %s is told in one sentence, with the next step", async (_, mcp, message, remedy) => {
  // Only the one that prints is waited for: it may yet answer.
  const client = clientOf(mcp, { timeoutMs: /speak/.test(message) ? 3_000 : 60_000 });

  await expect(client.listPullRequests(HARBOR)).rejects.toMatchObject({
    code: "upstream",
    message,
    remedy: expect.stringMatching(remedy) as string,
  });
  expect(await client.health()).toMatchObject({ alive: false });
});

test("a tool without an argument that is sent to it is named with that", async () => {
  const { perPage: _, ...less } = FOREIGN_TOOLS.list_branches;
  const { url } = await serving(mcpOver({ ...FOREIGN_TOOLS, list_branches: less }));

  await expect(clientOf({ url }).branches("acme/harbor")).rejects.toMatchObject({
    message: "The MCP server at GITHUB_MCP_URL lacks perPage of list_branches.",
  });
});

/** An HTTP server on this machine, and what came to it. */
async function serving(listener: RequestListener) {
  const bearers: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    bearers.push(request.headers.authorization);
    listener(request, response);
  });
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  onTestFinished(() => new Promise<void>((done) => (server.closeAllConnections(), server.close(() => done()))));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/mcp/`, bearers };
}

/** As GitHub's own serves it: nothing is kept between two requests. */
const mcpOver =
  (tools: Parameters<typeof foreignServer>[1] = FOREIGN_TOOLS): RequestListener =>
  (request, response) => {
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = foreignServer({ list_pull_requests: () => [] }, tools);
    void server.connect(transport as never).then(() => transport.handleRequest(request, response));
  };

test("an address is asked with the token as its bearer, and reads", async () => {
  const { url, bearers } = await serving(mcpOver());

  expect(await clientOf({ url }).listPullRequests(HARBOR)).toEqual([]);
  expect(new Set(bearers)).toEqual(new Set([`Bearer ${TOKEN}`]));
});

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body);

test.each([
  [
    "refuses the bearer",
    answering(401, "Unauthorized", { "www-authenticate": "Bearer" }),
    "The MCP server at GITHUB_MCP_URL does not accept the token (status 401).",
  ],
  [
    "is a page",
    answering(200, "<html>Sign in</html>", { "content-type": "text/html" }),
    "What answers at GITHUB_MCP_URL is not an MCP server.",
  ],
  [
    "has nothing there",
    answering(404, "Not found"),
    "What answers at GITHUB_MCP_URL is not an MCP server (status 404).",
  ],
  [
    "answers with other JSON",
    answering(200, '{"hello": "world"}', { "content-type": "application/json" }),
    "What answers at GITHUB_MCP_URL is not an MCP server.",
  ],
  [
    "leads elsewhere",
    answering(307, "", { location: "http://127.0.0.2:9/mcp/" }),
    "What answers at GITHUB_MCP_URL is not an MCP server (status 307).",
  ],
  ["is slow", () => undefined, "The MCP server at GITHUB_MCP_URL did not answer in time."],
])("an address that %s is told in one sentence", async (_, listener, message) => {
  const { url } = await serving(listener);

  await expect(clientOf({ url }, { timeoutMs: 1_000 }).listPullRequests(HARBOR)).rejects.toMatchObject({ message });
});

test("an address with trouble of its own is asked again, and its trouble told as its own", async () => {
  const { url, bearers } = await serving(answering(503, "busy"));

  await expect(clientOf({ url }).listPullRequests(HARBOR)).rejects.toMatchObject({
    message: "The MCP server at GITHUB_MCP_URL has trouble of its own (status 503).",
  });
  expect(bearers.length).toBe(4);
});

test("an address where nobody answers is told as that", async () => {
  await expect(clientOf({ url: "http://127.0.0.1:9/mcp/" }).listPullRequests(HARBOR)).rejects.toMatchObject({
    message: "The MCP server at GITHUB_MCP_URL cannot be reached.",
  });
});

test("a connection that breaks is made again", async () => {
  let dies = true;
  const { url } = await serving((request, response) => {
    if (dies && request.method === "POST") {
      dies = false;
      return request.socket.destroy();
    }
    return mcpOver()(request, response);
  });
  expect(await clientOf({ url }).listPullRequests(HARBOR)).toEqual([]);
});
