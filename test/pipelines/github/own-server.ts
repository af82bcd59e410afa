import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { Hono } from "hono";
import { onTestFinished } from "vitest";
import { githubChild } from "../../../pipelines/github/spawn.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");

const childAt = (apiUrl: string) => new StdioClientTransport(githubChild({ token: null, apiUrl }));

/**
 * A client that somebody else could have written, with a child of its own: it holds each answer against the schema that was listed.
 * Whoever opens it closes it.
 */
export async function strangerAt(apiUrl: string): Promise<Client> {
  const client = new Client({ name: "stranger", version: "1.0.0" });
  await client.connect(childAt(apiUrl));
  await client.listTools();
  return client;
}

type Ran = { code: number; stdout: string; stderr: string };

/** A program of npm's, as its users run it, with a home folder of its own. */
export function runTool(name: string, args: readonly string[]): Promise<Ran> {
  const { path } = temporaryFolder("mcp");
  const env = { PATH: process.env["PATH"], HOME: path };
  const all = [join(ROOT, "node_modules/.bin", name), ...args];
  return new Promise((ran) => {
    execFile(process.execPath, all, { cwd: path, env, maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      ran({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, stdout, stderr }),
    );
  });
}

/** MCP's inspector on our server, as README tells it. */
export function inspect(apiUrl: string, args: readonly string[]): Promise<Ran> {
  const server = [process.execPath, join(ROOT, "pipelines/github/serve.ts")];
  return runTool("mcp-inspector", ["--cli", "-e", `GITHUB_API_URL=${apiUrl}`, ...server, ...args]);
}

/** Our server, which speaks over pipes, at an address: for programs that know no other way. Messages pass as they are. */
export async function bridge(apiUrl: string): Promise<string> {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
  const app = new Hono().all("/mcp", async (c) => {
    const known = sessions.get(c.req.header("mcp-session-id") ?? "");
    return (known ?? (await bridged(apiUrl, sessions))).handleRequest(c.req.raw);
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => resolve(port));
  onTestFinished(async () => {
    await Promise.all([...sessions.values()].map((session) => session.close()));
    server.close();
  });
  return `http://127.0.0.1:${await promise}/mcp`;
}

async function bridged(apiUrl: string, sessions: Map<string, WebStandardStreamableHTTPServerTransport>) {
  const child = childAt(apiUrl);
  const web = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, web),
  });
  web.onmessage = (message) => void child.send(message);
  child.onmessage = (message) => void web.send(message);
  web.onclose = () => void child.close();
  await Promise.all([web.start(), child.start()]);
  return web;
}
