import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { evidenceOf, readPulls } from "../../../pipelines/github/evidence.ts";
import { doubtNotes } from "../../../pipelines/github/foreign/doubt-notes.ts";
import { doubted } from "../../../pipelines/github/foreign/doubts.ts";
import type { ListedPull } from "../../../pipelines/github/tools.ts";
import { pullRequest } from "../../../webhooks/contract/evidence.ts";
import { listed } from "./harness.ts";

const BOT = { login: "dependabot[bot]" };
const by = (title: string, body = "", more: Partial<ListedPull> = {}) =>
  doubted(listed(7, { title, body, user: { login: "ada" }, ...more }));

test.each([
  ["signs of HTML in a title", by("Map&gt; in the parser", "", { user: BOT }), ["title"]],
  ["a gap in a title", by("fix: handle  and  components", "", { user: BOT }), ["title"]],
  ["a title that ends in a blank", by("fix: handle ", "", { user: BOT }), ["title"]],
  ["a tag that was left in", by('Escape <img src="x"> in names', "", { user: BOT }), ["title"]],
  ["signs of HTML in a description", by("Fix it", "a &lt; b", { user: BOT }), ["body"]],
  ["co-authors without an address", by("Fix it", "Co-authored-by: Mira \n", { user: BOT }), ["body", "co_authors"]],
  ["a name that may be a bot's", by("Fix it"), ["author"]],
  ["an account whose kind is told", by("Fix it", "", { user: { login: "ada", type: "User" } }), []],
  ["an account that is gone", by("Fix it", "", { user: null }), []],
  ["nothing that shows", by("Fix crash when i", "", { user: BOT }), []],
])("%s is doubtful, and the list is there even where it is empty", (_, { doubts }, expected) => {
  expect(doubts).toEqual(expected);
});

test("the doubts of a pull request stand in the evidence, which fits its contract", () => {
  const [read] = readPulls({ repo: "acme/harbor" }, [by("Don&#39;t write &lt;b&gt;", "Co-authored-by: Mira ")]);

  expect(read?.pull).toMatchObject({ title: "Don't write &lt;b&gt;", co_authors: [], merge_sha: null });
  expect(pullRequest.parse(read?.pull).doubts).toEqual(["title", "body", "author", "co_authors"]);
});

test("what was read as it stands has none, so that nothing about it is another", () => {
  const [read] = readPulls({ repo: "acme/harbor" }, [listed(7)]);

  expect(read && "doubts" in read.pull).toBe(false);
  expect(doubtNotes("acme/harbor", [read!.pull], 3)).toEqual([]);
});

test("a revert that quotes a title is understood through the signs of HTML", () => {
  const first = doubted(listed(1, { title: "Don&#39;t sort &#34;late&#34; parcels", user: BOT }));
  const second = doubted(
    listed(2, { title: "Revert &#34;Don&#39;t sort &#34;late&#34; parcels&#34;", merged_at: "2026-10-05T10:00:00Z" }),
  );

  const { pull_requests: evidence } = evidenceOf(readPulls({ repo: "acme/harbor" }, [first, second]));

  expect(evidence.map(({ fate }) => fate?.is)).toEqual(["undone", "cancelled"]);
});

const read = (pulls: readonly ListedPull[]) =>
  readPulls(
    { repo: "acme/harbor" },
    pulls.map((pull, at) => ({ ...pull, number: at + 1 })),
  ).map(({ pull }) => pull);

test("a draft says what is doubtful of it, counted", () => {
  const evidence = read([by("Map&gt; in the parser", "a &amp; b"), by("Fix it", "Co-authored-by: Mira "), by("Fix")]);

  expect(doubtNotes("acme/harbor", evidence, 1)).toEqual([
    "3 pull requests of acme/harbor were read through a server that shortens text. By the look of it, something is missing or written otherwise in 1 title (#1) and 2 descriptions (#1 and #2); of the others nobody can tell. It gave no merge commit of 3, did not say whether the authors of 3 are bots, left out the addresses of co-authors of 1, who are not named and did not say what came with 1 commit that reverts name.",
  ]);
});

test("where nothing shows, nothing passes for whole", () => {
  const evidence = read([by("Fix it", "", { user: BOT, merge_commit_sha: "a".repeat(40) })]);

  expect(doubtNotes("acme/harbor", evidence, 0)).toEqual([
    "1 pull request of acme/harbor was read through a server that shortens text. Whether 1 title and as many descriptions are whole, nobody can tell.",
  ]);
});

const SHARED = join(import.meta.dirname, "../../../../shared/data/official-mcp/sanitising.json");
type Row = { number: number; field: "title" | "body"; github: string; official: string };
const rows: Row[] = existsSync(SHARED) ? (JSON.parse(readFileSync(SHARED, "utf8")) as Row[]) : [];

test.skipIf(rows.length > 0)("what the real server made of texts is not here, ../shared/data/official-mcp", () => {
  expect(existsSync(SHARED)).toBe(false);
});

test.each(rows)(
  "of what the real server made of #$number's $field, nothing is read that was not there",
  ({ field, github, official }) => {
    const pull = field === "title" ? by(official, "", { user: BOT }) : by("Fix it", official, { user: BOT });
    const text = pull[field];

    expect(pull.doubts).toBeDefined();
    // Either it is what GitHub has, or it is what came, but for quotes.
    const came = (one: string) => one.replaceAll("&#39;", "'").replaceAll("&#34;", '"');
    expect([github, came(official)]).toContain(text === github ? github : came(text));
    for (const sign of ["&lt;", "&gt;", "&amp;"]) expect(text.split(sign).length).toBe(official.split(sign).length);
  },
);
