import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, expect, test } from "vitest";
import { startDemoGitHub } from "../../../demo/github/server.ts";
import { githubClient } from "../../../pipelines/github/client.ts";
import { ALL_OF_TIME, DATA, HARBOR, quiet } from "./harness.ts";
import { askingOf } from "../../../pipelines/github/asking.ts";
import { readSources } from "../../../pipelines/github/read-sources.ts";
import { readingsOf } from "../../../pipelines/github/sources.ts";

const TOKEN = "ghp_secretsecretsecret";
const LIST = { ...HARBOR, state: "closed", page: 1, perPage: 5 } as const;

/** Another host, as far as a browser or a fetch is concerned: another port. It would say that nothing was merged. */
const elsewhere = await listening((_request, answer) => answer.writeHead(200, JSON_TYPE).end("[]"));
const JSON_TYPE = { "content-type": "application/json" };
const demo = await startDemoGitHub({ data: [DATA], shift: "none", htmlUrl: "self" });
let lead: (path: string, own: string) => { status: number; location?: string } | null = () => null;
/** In front of demo GitHub: leads where a test says, else hands on. */
const front = await listening(async (request, answer) => {
  const { url = "/" } = request;
  const led = lead(url, front.url);
  if (led)
    return void answer.writeHead(led.status, { ...(led.location !== undefined && { location: led.location }) }).end();
  const real = await fetch(`${demo.url}${url}`);
  answer.writeHead(real.status, JSON_TYPE).end(await real.text());
});
const client = githubClient({ token: TOKEN, apiUrl: front.url }, quiet);

afterAll(async () => {
  await Promise.all([client.close(), demo.close(), front.close(), elsewhere.close()]);
});
beforeEach(() => {
  elsewhere.seen.length = 0;
  lead = () => null;
});

test.each([301, 302, 303, 307, 308, 300, 399])(
  "a redirect (%s) to another host is told, and nothing goes there",
  async (status) => {
    lead = () => ({ status, location: `${elsewhere.url}/repos/acme/harbor/pulls` });

    const problem = await client.listPullRequests(LIST).catch((error: unknown) => error);

    expect(problem).toMatchObject({
      code: "upstream",
      message: `GitHub was not read: the address leads to http on ${new URL(elsewhere.url).host} (status ${status}).`,
      remedy: "Put the address that answers itself into GITHUB_API_URL; no token is sent on.",
    });
    expect(elsewhere.seen).toEqual([]);
  },
);

test.each([
  ["to the same host without its port", (own: string) => new URL(own).protocol + "//" + new URL(own).hostname + "/x"],
  ["to the same address under TLS", (own: string) => own.replace("http:", "https:")],
  ["to another name of this machine", (own: string) => own.replace("127.0.0.1", "localhost")],
  ["to an address without a scheme", () => "//evil.example/repos/acme/harbor/pulls"],
  ["to a host that begins like ours", (own: string) => `${own}.evil.example/`],
  ["to a host behind our name", (own: string) => `http://${new URL(own).host}@evil.example/`],
  ["to a scheme of another kind", () => "data:application/json,[]"],
  ["to nothing", () => undefined],
  ["to nonsense", () => "http://["],
  ["to itself, for ever", (own: string) => `${own}/repos/acme/harbor/pulls`],
])("a redirect %s is a failure, never an empty list", async (_, location) => {
  lead = (_path, own) => ({ status: 302, location: location(own) });

  await expect(client.listPullRequests(LIST)).rejects.toMatchObject({
    code: "upstream",
    message: /^GitHub was not read: /,
  });
  await expect(client.branches("acme/harbor")).rejects.toMatchObject({ code: "upstream" });
});

test("a repository that was renamed, twice even, is followed with what was asked, and the new name is told", async () => {
  lead = (path, own) => {
    const [, rest] = /^\/repos\/acme\/oldest\/(.*)/.exec(path) ?? [];
    const [, more] = /^\/repositories\/7\/(.*)/.exec(path) ?? [];
    if (rest) return { status: 301, location: `${own}/repositories/7/${rest}` };
    return more ? { status: 307, location: `/repos/acme/harbor/${more}` } : null;
  };
  const source = { repo: "acme/oldest", base_branch: "main" };

  const { readings, notes } = readingsOf([source], [await client.branch("acme/oldest", "main")]);
  const read = await readSources(readings, ALL_OF_TIME, askingOf(client));

  expect(read.evidence.length).toBeGreaterThan(10);
  expect(notes).toEqual(["acme/oldest is called acme/harbor now."]);
  expect(front.seen.every(({ headers }) => headers.authorization === `token ${TOKEN}`)).toBe(true);
});

test("a name that is a step in a path is asked of nobody", async () => {
  for (const repo of ["..", ".", "harbor.git", "a/b", "a%2fb"]) {
    await expect(client.listPullRequests({ ...LIST, repo })).rejects.toThrow();
  }
  // On a busy machine what the tests before have asked for is still on its way.
  const usual = /^\/(?:repos\/acme\/(?:harbor|oldest)|repositories\/7|graphql)(?:\/|$)/;
  expect(front.seen.map(({ url }) => url).filter((url) => !usual.test(url ?? ""))).toEqual([]);
});

type Listener = (request: IncomingMessage, answer: import("node:http").ServerResponse) => void;

async function listening(listener: Listener) {
  const seen: IncomingMessage[] = [];
  const server: Server = createServer((request, answer) => {
    seen.push(request);
    listener(request, answer);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${port}`, seen, close };
}
