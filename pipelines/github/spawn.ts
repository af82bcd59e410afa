import { fileURLToPath } from "node:url";
import type { TracingSettings } from "../../base/tracing/variables.ts";
import { DEFAULT_INHERITED_ENV_VARS, type StdioServerParameters } from "@modelcontextprotocol/sdk/client/stdio.js";

export type GithubSettings = {
  token: string | null;
  apiUrl: string;
  /** Another server than ours; absent: ours. */
  mcp?: { command: readonly string[] } | { url: string } | null;
  /** The origin of another GitHub, for a command that is not ours. */
  host?: string | null;
  /** Where the child sends its spans; nowhere unless it is given. */
  tracing?: Pick<TracingSettings, "endpoint" | "headers"> | null;
};

/** What the child needs of its machine: programs, home, proxies, certificate authorities. */
const PASSED_ON = [
  "PATH",
  "HOME",
  "NODE_USE_ENV_PROXY",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_COMPILE_CACHE",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
];

/** One page of a hundred pull requests with the longest bodies that GitHub takes: escaped twice as text, and once as they are. */
const MAX_ANSWER_BYTES = 96 * 1024 * 1024;

/** How our own MCP child is started. This file, and `way.ts` for an address, are what hands out the GitHub credential. */
export function githubChild(settings: GithubSettings): StdioServerParameters {
  return {
    command: process.execPath,
    args: [fileURLToPath(new URL("serve.ts", import.meta.url))],
    env: ownEnvironment(settings),
    stderr: "inherit",
    maxBufferSize: MAX_ANSWER_BYTES,
  };
}

/** A server that somebody set is started without a shell, and gets the token by the name that GitHub's own server reads. */
export function foreignChild({ token, host }: GithubSettings, command: readonly string[]): StdioServerParameters {
  const [program = "", ...args] = command;
  const env = environment([
    ["GITHUB_PERSONAL_ACCESS_TOKEN", token ?? undefined],
    ["GITHUB_HOST", host ?? undefined],
  ]);
  return { command: program, args, env, stderr: "inherit", maxBufferSize: MAX_ANSWER_BYTES };
}

function ownEnvironment({ token, apiUrl, tracing }: GithubSettings): Record<string, string> {
  return environment([
    ["GITHUB_API_URL", apiUrl],
    ["GITHUB_TOKEN", token ?? undefined],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", tracing?.endpoint],
    ["OTEL_EXPORTER_OTLP_HEADERS", tracing?.headers || undefined],
  ]);
}

function environment(given: readonly [string, string | undefined][]): Record<string, string> {
  const machine = PASSED_ON.map((name) => [name, process.env[name]]);
  // The SDK adds these by itself; an undefined one is left out.
  const unwanted = DEFAULT_INHERITED_ENV_VARS.filter((name) => !PASSED_ON.includes(name)).map((name) => [
    name,
    undefined,
  ]);
  // Safe: Node's spawn drops variables that are undefined, though the SDK's type does not speak of them.
  return Object.fromEntries([...machine, ...unwanted, ...given]) as Record<string, string>;
}
