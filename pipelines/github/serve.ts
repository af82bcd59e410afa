import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { Octokit } from "@octokit/rest";
import { z } from "zod";
import { logWhatEscapes } from "../../base/last-words.ts";
import { createLog } from "../../base/log.ts";
import { readEnvironment } from "../../base/read-environment.ts";
import { startTracing, stopTracing } from "../../base/tracing.ts";
import { tracingOf, tracingVariables } from "../../base/tracing/variables.ts";
import { requestSpans } from "./request-spans.ts";
import { sameOriginFetch } from "./same-origin.ts";
import { githubServer } from "./server.ts";

// The entry of the MCP child: requests on standard input, answers on standard output. It ends with its input, so with its parent.
logWhatEscapes(createLog("github"));
const settings = readEnvironment(
  z.object({
    GITHUB_TOKEN: z.string().optional(),
    GITHUB_API_URL: z.url().default("https://api.github.com"),
    ...tracingVariables,
  }),
  process.env,
);
// Its parent says when spans get lost; once is enough.
await startTracing("pulse-github", tracingOf(settings), null);

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const octokit = new Octokit({
  baseUrl: settings.GITHUB_API_URL.replace(/(?<!\/)\/+$/, ""),
  auth: settings.GITHUB_TOKEN,
  userAgent: "pulse",
  log: silent,
  request: { fetch: sameOriginFetch },
});
// Old servers of one's own do not know the header; GitHub itself asks for it.
if (new URL(settings.GITHUB_API_URL).hostname === "api.github.com") {
  octokit.hook.before("request", ({ headers }) => void (headers["x-github-api-version"] = "2022-11-28"));
}

requestSpans(octokit);

// Ctrl-C reaches every process of a terminal: this one goes when its parent, which says good-bye first, is gone.
process.on("SIGINT", () => undefined);
process.stdin.once("end", () => void stopTracing().then(() => process.exit(0)));
await githubServer(octokit).connect(new StdioServerTransport());
