import { expect, test } from "vitest";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import { ledgerOfText, readBlocks, readItems } from "../../../webhooks/contract/report-text.ts";
import { harbor, pull, web, wholeReport } from "../../support/pulls.ts";

test.each([
  "<!channel> ship it @channel",
  "<!here> and <@U123> and <#C1|x>",
  "Fix #12 again, and acme/harbor#99",
  "Escape <img src=x onerror=\"alert('label')\">",
  "![a](https://evil.example/x.png) [b](https://evil.example)",
  "See https://evil.example/pull/1 and <https://evil.example>",
  "**bold** _it_ ~~gone~~ `code #5` `",
  "`x`#12 and #`x`13",
  "# heading",
  "## Also merged",
  "- list",
  "1. list",
  "> quote",
  "--- ===",
  "a\n\n- #77 new item\n\n## Security",
  "&lt;b&gt; &#35;12",
  "\\#12 \\`code\\`",
  "[x]: https://evil.example",
  "| a | b |",
  "``` fence",
])("the title %j stays plain text", (title) => {
  const { markdown, facts } = wholeReport([
    pull(1, `fix: ${title}`),
    pull(2, title),
    pull(3, "feat: x", { labels: [`A-${title}`] }),
  ]);
  const cited = readItems(markdown, facts.sources).flatMap(({ prs }) => prs);
  expect(cited.toSorted()).toEqual(["acme/harbor#1", "acme/harbor#2", "acme/harbor#3"]);
  expect(checkText(markdown, facts).filter(({ severity }) => severity === "fault")).toEqual([]);
  const headings = readBlocks(markdown, facts.sources).filter(({ kind }) => kind === "heading");
  expect(headings.length).toBe(markdown.split("\n").filter((line) => line.startsWith("#")).length);
});

test("a title is read back as it was written", () => {
  const { markdown, facts } = wholeReport([pull(1, "Escape <img src=x> & *stars* in [labels]_now_ | \\o/")]);
  expect(readItems(markdown, facts.sources)[0]?.text).toBe(
    "Escape <img src=x> & *stars* in [labels]_now_ | \\o/ (#1, mira)",
  );
});

test("people are credited, agents through the person they worked for, bots never", () => {
  const agent = { author: { login: "devin-ai-integration[bot]", kind: "coding_agent" as const } };
  const { markdown } = wholeReport([
    pull(1, "Add a map", { ...agent, co_authors: ["pdias", "Claude Opus 4.7"] }),
    pull(2, "Add a list", agent),
    pull(3, "Add a page", { co_authors: ["okafor", "mira"] }),
  ]);
  expect(markdown).toContain("- Add a map (#1, pdias)\n- Add a list (#2)\n- Add a page (#3, mira, okafor)");
});

test("a back-port stands with what it brings back", () => {
  const { markdown } = wholeReport([
    pull(1, "fix(notify): don't send twice"),
    pull(2, "[2.x] Don't send twice", { author: { login: "okafor", kind: "human" } }),
  ]);
  expect(markdown).toContain("- **Notify**: Don't send twice (#1, #2; mira, okafor)\n");
});

test("several repositories are told apart", () => {
  const pulls = [pull(1, "Add a map"), pull(1, "bump a from 1.0 to 1.1", { repo: web.repo })];
  const { markdown, facts } = wholeReport(pulls, { sources: [harbor, web] });
  expect(markdown).toBe(`# Harbor and harbor-web · 9–15 November 2026

## New

- **Harbor**: Add a map (acme/harbor#1, mira)

## Also merged

- 1 dependency update (acme/harbor-web#1)
`);
  expect(checkText(markdown, facts)).toEqual([]);
});

test("a week without anything to see says so", () => {
  expect(wholeReport([pull(1, "ci: cache"), pull(2, "ci: more cache")]).markdown).toBe(`# Harbor · 9–15 November 2026

No user-facing change was merged.

## Also merged

- 2 internal changes (#1, #2)
`);
});

test("breaking changes stand first, then highlights where there are some among many", () => {
  const labels = ["highlight"];
  const others = Array.from({ length: 5 }, (_, index) => pull(index + 10, `Fix thing ${index}`));
  const marked = [
    pull(1, "Add a map", { labels }),
    pull(2, "Add a list", { labels }),
    pull(3, "feat!: drop", { labels }),
  ];
  const { markdown, facts } = wholeReport([...others, ...marked]);
  expect(markdown.match(/^## .+$/gm)).toEqual(["## Breaking changes", "## Highlights", "## Fixed"]);
  expect(checkText(markdown, facts)).toEqual([]);
  expect(wholeReport(marked).markdown).not.toContain("Highlights");
});

test("the text gives the ledger back", () => {
  const { markdown, ledger, facts } = wholeReport([
    pull(1, "Add a map"),
    pull(2, "ci: cache"),
    pull(3, "Version Packages"),
  ]);
  expect(ledger.map(({ disposition }) => disposition)).toEqual(["cited", "grouped", "omitted"]);
  expect(ledgerOfText(markdown, facts.sources, ledger)).toEqual(ledger);
});
