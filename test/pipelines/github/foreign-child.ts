import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { FOREIGN_TOOLS, foreignServer, shortened } from "./foreign-server.ts";

/*
 * Another MCP server than ours, as a command: `serve` reads the GitHub at GITHUB_HOST by REST and shortens texts as GitHub's own server does;
 * the other words are ways in which a command is wrong.
 */

const [how = "serve"] = process.argv.slice(2);
const { GITHUB_HOST: host, GITHUB_PERSONAL_ACCESS_TOKEN: token } = process.env;

type Pull = Record<string, unknown> & {
  title: string;
  body: string | null;
  user: { login: string; id: number } | null;
};

async function ask(path: string): Promise<unknown> {
  const response = await fetch(`${host}/api/v3${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`failed to read: GET ${host}${path}: ${response.status} []`);
  return response.json();
}

function minimal({ title, body, user, labels, ...pull }: Pull): object {
  const { number, state, html_url, base, updated_at, merged_at } = pull;
  const names = (labels as { name: string }[]).map(({ name }) => name);
  const told = { number, state, merged: false, html_url, base, updated_at, merged_at, title: shortened(title) };
  return {
    ...told,
    ...(body && { body: shortened(body) }),
    ...(user && { user: { login: user.login, id: user.id } }),
    ...(names.length > 0 && { labels: names }),
  };
}

const query = (args: Record<string, unknown>): string =>
  new URLSearchParams(
    Object.entries(args).map(([name, value]): [string, string] => [
      name === "perPage" ? "per_page" : name,
      String(value),
    ]),
  ).toString();

const server = foreignServer(
  {
    list_pull_requests: async ({ owner, repo, ...args }) => {
      const pulls = await ask(`/repos/${String(owner)}/${String(repo)}/pulls?${query(args)}`);
      return (pulls as Pull[]).map(minimal);
    },
    pull_request_read: async ({ method, owner, repo, pullNumber, ...args }) => {
      const path = `/repos/${String(owner)}/${String(repo)}/pulls/${String(pullNumber)}`;
      if (method === "get_files") return ask(`${path}/files?${query(args)}`);
      return minimal((await ask(path)) as Pull);
    },
    list_branches: ({ owner, repo, ...args }) => ask(`/repos/${String(owner)}/${String(repo)}/branches?${query(args)}`),
    search_repositories: ({ query: q, ...args }) => ask(`/search/repositories?${query({ q, ...args })}`),
    get_me: () => ask("/user"),
  },
  how === "other" ? { say_hello: {}, list_branches: FOREIGN_TOOLS.list_branches } : FOREIGN_TOOLS,
);

if (how === "exit") process.exit(1);
if (how === "rubbish") process.stdout.write("Listening on http://localhost:8082\nReady.\n");
else await server.connect(new StdioServerTransport());
// As long as its input is open, as a server that waits.
process.stdin.resume();
process.stdin.once("end", () => process.exit(0));
