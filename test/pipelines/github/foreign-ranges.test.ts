import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { githubClient } from "../../../pipelines/github/client.ts";
import { FOREIGN_TOOLS, foreignServer } from "./foreign-server.ts";
import { quiet } from "./harness.ts";

const place = { owner: z.string(), repo: z.string() };
const paging = { page: z.number().optional(), perPage: z.number().optional() };
/** Those of its tools that tell of releases. */
const RELEASE_TOOLS = {
  ...FOREIGN_TOOLS,
  get_commit: { ...place, sha: z.string() },
  list_commits: { ...place, ...paging, sha: z.string().optional(), since: z.string().optional() },
  list_releases: { ...place, ...paging },
  list_tags: { ...place, ...paging },
};
const SHA = "a".repeat(40);
const COMMIT = { sha: SHA, commit: { message: "Cut\n\nv1", committer: { name: "x", date: "2026-10-05T09:00:00Z" } } };
const RELEASE = { tag_name: "v1", draft: false, prerelease: false, published_at: "2026-10-05T10:00:00Z" };

function client(own: Record<string, () => unknown> = {}) {
  const answers = {
    get_commit: () => COMMIT,
    list_commits: () => [COMMIT],
    list_releases: () => [RELEASE],
    list_tags: () => [{ name: "v1" }],
    ...own,
  };
  const transport = () => {
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    void foreignServer(answers, RELEASE_TOOLS).connect(theirs);
    return ours;
  };
  const one = githubClient({ token: null, apiUrl: "http://127.0.0.1:1" }, quiet, { transport });
  onTestFinished(one.close);
  return one;
}

test("releases, tags and commits are read by the tools of another server", async () => {
  const github = client();
  const at = { sha: SHA, at: "2026-10-05T09:00:00Z", says: "Cut" };

  expect(await github.commitAt("acme/harbor", "tags/v1")).toEqual(at);
  expect(await github.commitsBefore("acme/harbor", { sha: SHA, since: at.at, page: 1 })).toEqual([at]);
  expect(await github.tagNames("acme/harbor")).toEqual(["v1"]);
  expect(await github.releases("acme/harbor")).toEqual([
    { tag: "v1", draft: false, prerelease: false, published_at: "2026-10-05T10:00:00Z" },
  ]);
});

test("what another server has no tool for is not known, and no fault", async () => {
  const github = client();

  expect(await github.compare("acme/harbor", { base: SHA, head: SHA, page: 1 })).toBeNull();
  expect(await github.recentTags("acme/harbor", "2026-10-05T09:00:00Z")).toBeNull();
  expect(await github.milestones("acme/harbor")).toBeNull();
});

test("tags to choose from are its releases by time, then the other tags; one without its tag is none", async () => {
  const releases = [
    { ...RELEASE, tag_name: "v1.9", published_at: "2026-10-01T10:00:00Z" },
    { ...RELEASE, tag_name: "v2", published_at: "2026-10-06T10:00:00Z" },
    { ...RELEASE, tag_name: "v3", draft: true, published_at: null },
    { ...RELEASE, tag_name: "gone", published_at: "2026-10-07T10:00:00Z" },
  ];
  const named = (names: string[]) => names.map((name) => ({ name }));
  const few = client({ list_releases: () => releases, list_tags: () => named(["v2", "v1.9", "nightly", "v1"]) });
  expect(await few.newestTags("acme/harbor")).toEqual({ tags: ["v2", "v1.9", "nightly", "v1"], complete: true });

  const hundred = Array.from({ length: 100 }, (_, at) => `t${at}`);
  const many = client({ list_releases: () => releases, list_tags: () => named(hundred) });
  const { tags, complete } = await many.newestTags("acme/harbor");
  expect([tags.length, tags.slice(0, 4), complete]).toEqual([100, ["gone", "v2", "v1.9", "t0"], false]);
});
