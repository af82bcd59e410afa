import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { onTestFinished, expect, test } from "vitest";
import { askingOf } from "../../../pipelines/github/asking.ts";
import { githubClient } from "../../../pipelines/github/client.ts";
import { shownBy } from "../../../pipelines/github/visibility.ts";
import { readAround } from "../../../pipelines/github/read-around.ts";
import { failed, FOREIGN_TOOLS, foreignServer } from "./foreign-server.ts";
import { ALL_OF_TIME, HARBOR, listed, quiet } from "./harness.ts";

/** A list as github-mcp-server 1.10 writes it: escaped, `merged` always false, no `user.type`, labels as text. */
const LISTED = {
  number: 7,
  title: "Don&#39;t drop &#34;quotes&#34; &amp; write &lt;b&gt;",
  state: "closed",
  merged: false,
  html_url: "https://github.com/acme/harbor/pull/7",
  user: { login: "dependabot[bot]", id: 1 },
  labels: ["bug"],
  base: { ref: "main", sha: "0" },
  updated_at: "2026-10-05T09:00:00Z",
  merged_at: "2026-10-05T09:00:00Z",
};

type Asked = Parameters<typeof foreignServer>;

function clientOf(answers: Asked[0], tools: Asked[1] = FOREIGN_TOOLS, name?: string) {
  const transport = () => {
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    void foreignServer(answers, tools, name).connect(theirs);
    return ours;
  };
  const client = githubClient({ token: null, apiUrl: "http://127.0.0.1:1" }, quiet, { transport });
  onTestFinished(client.close);
  return client;
}

test.each(["github-mcp-server", "pulse-github"])(
  "what is listed by a server called %s is read by its tools: with its doubts, and every sign of HTML that may be text as it came",
  async (name) => {
    const client = clientOf({ list_pull_requests: () => [LISTED] }, FOREIGN_TOOLS, name);

    const [pull] = await client.listPullRequests(HARBOR);

    expect(pull).toMatchObject({ title: `Don't drop "quotes" &amp; write &lt;b&gt;`, body: "", labels: ["bug"] });
    expect(pull).toMatchObject({ merged_at: "2026-10-05T09:00:00Z", user: { login: "dependabot[bot]" } });
    expect(pull).toMatchObject({ merge_commit_sha: null, doubts: ["title"] });
  },
);

test("what a repository may show is found by its search, and of two that begin alike the right one", async () => {
  const one = { full_name: "acme/harbor", default_branch: "main", private: true };
  const client = clientOf({ search_repositories: () => ({ items: [{ ...one, full_name: "acme/harbor-web" }, one] }) });

  expect(await client.repository("acme/harbor")).toMatchObject({ repo: "acme/harbor", private: true });
  expect(await shownBy(["acme/harbor", "acme/har"], client.repository)).toEqual([
    { repo: "acme/harbor", visibility: "private" },
    { repo: "acme/har", visibility: null },
  ]);
});

test("what there is to choose from is what its search finds: private ones, and the token's own", async () => {
  const asked: unknown[] = [];
  const search_repositories = ({ query }: Record<string, unknown>) => {
    asked.push(query);
    const repo = String(query).includes("ada") ? "ada/site" : "acme/harbor";
    return { items: [{ full_name: repo, default_branch: "main", private: true }] };
  };
  const answers = { get_me: () => ({ login: "ada" }), search_repositories };
  const { get_me: _, ...others } = FOREIGN_TOOLS;

  expect((await clientOf(answers).repositories()).map(({ repo }) => repo)).toEqual(["acme/harbor", "ada/site"]);
  expect((await clientOf(answers, others).repositories()).map(({ repo }) => repo)).toEqual(["acme/harbor"]);
  expect(asked).toEqual(["is:private fork:true", "user:ada fork:true", "is:private fork:true"]);
});

test("a branch is one of its list, and of one that is not there those that are come back", async () => {
  const client = clientOf({
    list_branches: () => [{ name: "main" }, { name: "release/2.x" }],
    search_repositories: () => ({ items: [{ full_name: "acme/harbor", default_branch: "main", private: false }] }),
  });

  expect(await client.branch("acme/harbor", "release/2.x")).toEqual({
    repo: "acme/harbor",
    name: "release/2.x",
    others: [],
  });
  expect(await client.branch("acme/harbor", "Main")).toEqual({
    repo: "acme/harbor",
    name: null,
    others: ["main", "release/2.x"],
  });
});

test("a branch that is not among the first thousand is not called missing", async () => {
  const page = (at: number) => Array.from({ length: 100 }, (_, index) => ({ name: `b${at}-${index}` }));
  const client = clientOf({ list_branches: ({ page: at }) => page(Number(at)) });

  await expect(client.branch("acme/harbor", "main")).rejects.toMatchObject({
    code: "upstream",
    message: "acme/harbor has more branches than the MCP server lists, and “main” is not among the first of them.",
  });
});

test("what a pull request changed is read from it one by one: it has no question for many", async () => {
  const files = [{ filename: "src/map.ts", status: "modified", additions: 3, deletions: 1, changes: 4, sha: "0" }];
  const client = clientOf({ pull_request_read: () => files });
  const source = { repo: "acme/harbor", base_branch: "main" };

  const { around, requests, notes } = await readAround({ source, window: ALL_OF_TIME }, [listed(7)], askingOf(client));

  expect(around.details.get(7)).toMatchObject({
    additions: 3,
    files: [{ path: "src/map.ts", additions: 3, deletions: 1 }],
  });
  expect({ requests, notes }).toEqual({ requests: 2, notes: [] });
});

test("what it holds back in its lockdown mode is not known, is said, and ends no reading", async () => {
  const held = () => failed("access to pull request is restricted by lockdown mode");
  const client = clientOf({ pull_request_read: held });
  const source = { repo: "acme/harbor", base_branch: "main" };

  const { around, notes } = await readAround({ source, window: ALL_OF_TIME }, [listed(7), listed(8)], askingOf(client));

  expect(around.details.size).toBe(0);
  expect(notes).toEqual([
    "What 2 of 2 pull requests of acme/harbor changed the server held back: it is in its lockdown mode.",
  ]);
  expect(await client.pullRequestNamed("acme/harbor", { number: 7 })).toBeNull();
  await expect(client.pullRequest("acme/harbor", 7)).rejects.toMatchObject({
    message: expect.stringContaining("does not hand on acme/harbor#7") as string,
  });
});

/** An issue as github-mcp-server 1.10 writes it: no `user.type`, labels as text, what is empty left out, relations added. */
const ISSUE = {
  number: 5,
  title: "Search &amp; find",
  body: "Type &lt;b&gt;, it&#39;s &amp;lt;b&amp;gt;",
  state: "open",
  html_url: "https://github.com/Acme/harbor/issues/5",
  user: { login: "mira", id: 7 },
  labels: ["bug"],
  assignees: [],
  comments: 2,
  has_parent: false,
  closed_by_pull_requests: { total_count: 0, references: [] },
};

test("an issue of such a server is read like ours, its signs of HTML as they came", async () => {
  expect(await clientOf({ issue_read: () => ISSUE }).issue("acme/harbor", 5)).toEqual({
    number: 5,
    title: "Search &amp; find",
    body: "Type &lt;b&gt;, it's &amp;lt;b&amp;gt;",
    state: "open",
    labels: ["bug"],
    html_url: "https://github.com/Acme/harbor/issues/5",
    user: { login: "mira" },
  });
});

test.each([
  ["another repository", { ...ISSUE, html_url: "https://github.com/acme/secret/issues/5" }],
  ["another number", { ...ISSUE, number: 6 }],
])("an issue that was transferred to %s is not handed on", async (_, answer) => {
  await expect(clientOf({ issue_read: () => answer }).issue("acme/harbor", 5)).rejects.toMatchObject({
    code: "not_found",
    message: "The issue acme/harbor#5 has moved to another repository.",
  });
});

test("its diff is plain text, which nobody escaped, and is cut here where it does not cut itself", async () => {
  const diff = "diff --git a/x b/x\n+&lt;b&gt;\n";

  expect(await clientOf({ pull_request_read: () => diff }).pullRequestDiff("acme/harbor", 7)).toEqual({
    text: diff,
    isCut: false,
  });
  const cut = await clientOf({ pull_request_read: () => "+".repeat(2_000_000) }).pullRequestDiff("acme/harbor", 7);
  expect([cut.isCut, cut.text.length]).toEqual([true, 512 * 1024]);
});

test("which pull request a commit came with it does not say, and nothing is claimed", async () => {
  const client = clientOf({ pull_request_read: () => LISTED });

  expect(await client.pullRequestNamed("acme/harbor", { sha: "abcdef1" })).toBeNull();
  expect(await client.pullRequestNamed("acme/harbor", { number: 7 })).toMatchObject({ number: 7, doubts: ["title"] });
});

test("what should be known of all that it reads is said, and what it cannot do", async () => {
  const { issue_read: _, ...others } = FOREIGN_TOOLS;

  expect((await clientOf({}, others).notes()).join(" ")).toMatch(
    /shortens text: .* issues are not looked up\. .* can be typed\.$/,
  );
  await expect(clientOf({}, others).issue("acme/harbor", 5)).rejects.toMatchObject({
    message: "The MCP server of Pulse lacks issue_read.",
  });
});
