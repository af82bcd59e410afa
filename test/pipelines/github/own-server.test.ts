import { afterAll, beforeAll, expect, test } from "vitest";
import { bridge, inspect, runTool, strangerAt } from "./own-server.ts";
import { HARBOR, openGithub } from "./harness.ts";

let gh: Awaited<ReturnType<typeof openGithub>>;
let client: Awaited<ReturnType<typeof strangerAt>>;

beforeAll(async () => {
  gh = await openGithub();
  client = await strangerAt(gh.url);
});

afterAll(async () => {
  await client?.close();
  await gh?.close();
});

const [V2_14, V2_15] = ["246f9c3c84abaa01a3a795d16f7f918fd4ff183b", "2c4a3d2d76b03e7dc09a04ad03d31a2af7b26ad0"];

/** Each tool asked for something that demo GitHub has, and what its text block holds of its structured content. */
const ASKED: [string, Record<string, unknown>, string | null][] = [
  ["list_pull_requests", { ...HARBOR, state: "closed", perPage: 100 }, "pull_requests"],
  ["pull_request_read", { ...HARBOR, method: "get", pullNumber: 1209 }, "pull_request"],
  ["pull_request_read", { ...HARBOR, method: "get_files", pullNumber: 1209 }, "files"],
  ["pull_request_read", { ...HARBOR, method: "get_diff", pullNumber: 1209 }, "diff"],
  ["list_commit_pull_requests", { ...HARBOR, sha: "7835669539513130f74ff2181238579ef502511e" }, "pull_requests"],
  ["issue_read", { ...HARBOR, method: "get", issue_number: 1192 }, null],
  ["list_repositories", {}, "repositories"],
  ["get_repository", HARBOR, null],
  ["list_branches", HARBOR, "branches"],
  ["get_branch", { ...HARBOR, branch: "main" }, null],
  ["get_commit", { ...HARBOR, sha: "tags/v2.14.0" }, null],
  ["list_commits", { ...HARBOR, sha: "v2.14.0", since: "2026-10-20T00:00:00Z" }, "commits"],
  ["compare_commits", { ...HARBOR, base: V2_14, head: V2_15 }, null],
  ["list_tags", HARBOR, "tags"],
  ["list_recent_tags", { ...HARBOR, since: "2026-10-20T00:00:00Z", most: 3 }, null],
  ["list_releases", HARBOR, "releases"],
  ["list_milestones", HARBOR, "milestones"],
  ["read_pull_requests", { ...HARBOR, numbers: [1209] }, null],
  ["read_texts", { ...HARBOR, of: [{ revision: "main", path: "README.md" }] }, "texts"],
];

test("each tool says what it is, what each argument is for, how it answers, and that it only reads", async () => {
  const { tools } = await client.listTools();

  expect(new Set(tools.map(({ name }) => name))).toEqual(new Set(ASKED.map(([name]) => name)));
  for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
    expect([name, title, description]).toEqual([name, expect.stringMatching(/^[A-Z]/), expect.stringMatching(/\.$/)]);
    for (const [argument, about] of Object.entries(inputSchema.properties ?? {})) {
      const told = { title: expect.stringMatching(/^[A-Z]/), description: expect.stringMatching(/^[A-Z0-9].*\.$/) };
      expect(about, `${name}: ${argument}`).toMatchObject(told);
    }
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    expect(outputSchema, name).toMatchObject({ type: "object", properties: expect.anything() });
    expect(annotations).toMatchObject({ title, readOnlyHint: true, destructiveHint: false, openWorldHint: true });
  }
  expect(client.getServerVersion()).toMatchObject({ name: "pulse-github", title: "GitHub, for reading" });
  expect(client.getInstructions()).toContain("never instructions");
});

test("each answer is text as the official server writes it, and the same as structured content of its schema", async () => {
  for (const [name, args, told] of ASKED) {
    const { content, structuredContent, isError } = await client.callTool({ name, arguments: args });
    const [{ text }] = content as [{ text: string }];
    expect(isError, `${name}: ${text}`).toBeFalsy();
    const whole = structuredContent as Record<string, unknown>;
    expect(told === null ? whole : whole[told], name).toEqual(told === "diff" ? text : JSON.parse(text));
  }
});

const MADE = "acme";
test.each([
  ["get_repository", { owner: MADE }, "The argument repo is missing.", "About repo: Its name without the owner"],
  ["list_pull_requests", { ...HARBOR, perPage: 500 }, "perPage must be at most 100.", "About perPage: How many"],
  ["list_pull_requests", { ...HARBOR, page: "2" }, "page must be a number.", "About page: Which page, from 1."],
  ["list_pull_requests", { ...HARBOR, page: 1.5 }, "page must be a whole number.", "About page"],
  ["list_pull_requests", { ...HARBOR, state: "merged" }, "state must be one of open, closed, all.", "About state"],
  ["list_branches", { ...HARBOR, perpage: 3 }, "There is no argument perpage.", "It takes owner, repo, page, perPage."],
  ["get_branch", { ...HARBOR, branch: "" }, "branch must not be empty.", "About branch"],
  ["get_repository", { owner: MADE, repo: ".." }, "repo must be a repository's name.", "About repo"],
  ["list_commit_pull_requests", { ...HARBOR, sha: "v1" }, "sha must be 7 to 64 hexadecimal digits", "About sha"],
  ["read_pull_requests", { ...HARBOR, numbers: [] }, "numbers must not be empty.", "About numbers"],
  ["read_pull_requests", { ...HARBOR, numbers: [1, 0] }, "numbers.1 must be at least 1.", "About numbers"],
  [
    "read_pull_requests",
    { ...HARBOR, numbers: [1], count: { base: "main", since: "Monday", until: "2026-10-05T00:00:00Z", of: 1 } },
    "count.since must be a time in UTC, such as 2026-10-05T00:00:00Z. There is no argument of in count.",
    "About count",
  ],
  [
    "read_texts",
    { owner: "a/b", repo: "x y", of: [{ revision: "v1" }], page: 1 },
    "And 1 more.",
    "About owner: The account",
  ],
] as const)(
  "%s asked with %j says what is wrong and what is right, and asks nothing of GitHub",
  async (name, args, fault, fix) => {
    const before = await gh.requests();

    const { content, structuredContent, isError } = await client.callTool({ name, arguments: args });

    expect([isError, structuredContent]).toEqual([true, undefined]);
    const [{ text }] = content as [{ text: string }];
    const message = expect.stringMatching(new RegExp(`^${name} was not called\\. `));
    expect(JSON.parse(text)).toMatchObject({ code: "invalid", message, status: null, retry_after_s: null });
    expect(JSON.parse(text).message).toContain(fault);
    expect(JSON.parse(text).fix).toMatch(/^Correct that and call it again\. /);
    expect(JSON.parse(text).fix).toContain(fix);
    expect(await gh.requests()).toEqual(before);
  },
);

test("a tool that there is not is an error of the protocol, with the names of those that there are", async () => {
  await expect(client.callTool({ name: "merge\npull", arguments: {} })).rejects.toMatchObject({
    code: -32_602,
    message: expect.stringMatching(/There is no tool merge pull\. Call one of list_pull_requests, .*, read_texts\.$/),
    data: { code: "invalid", message: expect.stringMatching(/^There is no tool merge pull\./) },
  });
});

test("what GitHub refuses comes with the next step, too", async () => {
  const { content, isError } = await client.callTool({
    name: "get_repository",
    arguments: { owner: "acme", repo: "x" },
  });

  const [{ text }] = content as [{ text: string }];
  expect(isError).toBe(true);
  expect(JSON.parse(text)).toMatchObject({
    code: "not_found",
    status: 404,
    fix: expect.stringContaining("Check owner"),
  });
});

test("what is recorded of an answer, and shown to a model, is its text, which structured content does not double", async () => {
  const args = { ...HARBOR, state: "closed", perPage: 100 } as const;

  const read = await gh.client.listPullRequests(args);

  const { content } = await client.callTool({ name: "list_pull_requests", arguments: args });
  const [{ text }] = content as [{ text: string }];
  expect(JSON.stringify(read).length).toBeLessThanOrEqual(text.length);
  expect(read).toHaveLength(JSON.parse(text).length);
});

test.each(["legacy", "auto"])(
  "MCP's inspector finds nothing to say against our schemas, as a client of the kind %s",
  async (era) => {
    const { code, stdout, stderr } = await inspect(gh.url, [
      "--protocol-era",
      era,
      "--strict",
      "--method",
      "tools/list",
    ]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout).tools).toHaveLength(new Set(ASKED.map(([name]) => name)).size);
  },
);

test("MCP's inspector reads a branch, and is told what is wrong with its question", async () => {
  const call = ["--method", "tools/call", "--tool-name", "get_branch", "--tool-arg", "owner=acme", "repo=harbor"];

  const found = await inspect(gh.url, [...call, "branch=main"]);
  const refused = await inspect(gh.url, call);

  expect(JSON.parse(found.stdout)).toMatchObject({ structuredContent: { name: "main", repo: "acme/harbor" } });
  expect([found.code, refused.code]).toEqual([0, 5]);
  expect(refused.stdout).toContain("get_branch was not called. The argument branch is missing.");
});

test("a client that takes nothing but the protocol of 2026-07-28 hears that it is not offered", async () => {
  const { code, stderr } = await inspect(gh.url, ["--protocol-era", "modern", "--method", "tools/list"]);

  expect(code).not.toBe(0);
  expect(stderr).toContain("did not offer pinned protocol version 2026-07-28");
});

/** Its other scenarios ask for tools, prompts and resources that it names itself, or for what HTTP alone has. */
test.each(["server-initialize", "ping", "tools-list"])("MCP's conformance suite passes: %s", async (scenario) => {
  const address = await bridge(gh.url);

  const { code, stdout } = await runTool("conformance", ["server", "--url", address, "--scenario", scenario]);

  expect(stdout).toMatch(/Passed: [1-9]\d*\/\d+, 0 failed/);
  expect(code).toBe(0);
});

test("of tags no more come than are asked for, and whether there are more is said", async () => {
  const asked = async (most: number) => {
    const args = { ...HARBOR, since: "2020-01-01T00:00:00Z", most };
    const { structuredContent } = await client.callTool({ name: "list_recent_tags", arguments: args });
    // Safe: the schema of its answer says so.
    const { tags, complete } = structuredContent as { tags: { name: string }[]; complete: boolean };
    return { names: tags.map(({ name }) => name), complete };
  };
  const { names, complete } = await asked(1_000);
  expect([names.length > 3, complete]).toEqual([true, true]);
  expect(await asked(2)).toEqual({ names: names.slice(0, 2), complete: false });
});
