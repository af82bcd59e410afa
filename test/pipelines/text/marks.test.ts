import { describe, expect, test } from "vitest";
import { isBreaking, isSecurity } from "../../../pipelines/text/marks/marks.ts";
import { fated } from "../../support/fated.ts";
import { pull } from "../../support/pulls.ts";

const read = (title: string, body = "", labels: string[] = []) => fated([pull(1, title, { body, labels })])[0]!;
const bot = { author: { login: "dependabot[bot]", kind: "dependency_bot" as const } };

describe("a change is breaking where its author says so, in whatever form", () => {
  test.each<[string, string?, string[]?]>([
    ["feat!: drop Node 18"],
    ["feat(api)!: drop v1"],
    ["[BREAKING] Remove legacy login"],
    ["BREAKING: remove legacy login"],
    ["Breaking change: remove legacy login"],
    ["💥 Remove legacy import"],
    [":boom: Remove legacy import"],
    ["Remove legacy sync (breaking)"],
    ["Drop Node 18", "", ["breaking change"]],
    ["Drop Node 18", "", ["type: breaking-change"]],
    ["Drop Node 18", "", ["semver/major", "kind/breaking"]],
    ["Rename a key", "What.\n\nBREAKING CHANGE: the old one is gone"],
    ["Rename a key", "BREAKING-CHANGE: the old one is gone"],
    ["Rename a key", "BREAKING CHANGE(api)!: the old one is gone"],
    ["Rename a key", "**BREAKING CHANGE:** the old one is gone"],
    ["Rename a key", "**Breaking:** the old one is gone"],
    ["Rename a key", "- Breaking change: the old one is gone"],
    ["Rename a key", "⚠️ Breaking change: the old one is gone"],
    ["Rename a key", "## Breaking changes\n\n`foo` is now `bar`."],
    ["Rename a key", "### ⚠️ BREAKING CHANGES ⚠️\n\n- `foo` is now `bar`."],
    ["Rename a key", "**Breaking changes**\n\nThe old one is gone."],
    ["Rename a key", "- [x] Breaking change\n- [ ] Bug fix"],
    ["Rename a key", "This is a breaking change for people who parse it."],
    ["Rename a key", "The key is short now. This is a small breaking change."],
  ])("%s, %j, %j", (title, body, labels) => {
    expect(isBreaking(read(title, body, labels))).toBe(true);
  });

  test.each<[string, string?, string[]?]>([
    ["Rename a key", "- [ ] Breaking change\n- [x] Bug fix"],
    ["Rename a key", "- [ ] BREAKING CHANGE: tick if so"],
    ["Rename a key", "## Breaking changes\n\nNone."],
    ["Rename a key", "## Breaking changes\n\nN/A\n\n## How it was tested\n\nBy hand."],
    ["Rename a key", "## Breaking changes\n\n- [ ] yes\n- [ ] no"],
    ["Rename a key", "BREAKING CHANGE: none"],
    ["Rename a key", "Breaking changes: no"],
    ["Rename a key", "This is not a breaking change."],
    ["Rename a key", "There are no breaking changes."],
    ["Rename a key", "> BREAKING CHANGE: the old one is gone"],
    ["Read footers", "It finds:\n\n```\nBREAKING CHANGE: the old one is gone\n```"],
    ["Read footers", "<!-- BREAKING CHANGE: say so -->\n\nWhat."],
    ["docs: explain breaking changes", "## Breaking changes\n\nThey are listed now."],
    ["test: cover BREAKING CHANGE: footers"],
    ["Drop old runners", "", ["not breaking change"]],
    ["Stop the list from breaking: wait for it"],
    ['Revert "feat!: drop Node 18"'],
  ])("and not otherwise: %s, %j, %j", (title, body, labels) => {
    expect(isBreaking(read(title, body, labels))).toBe(false);
  });

  test("the description of a machine quotes others", () => {
    const [bump] = fated([pull(1, "Bump pg from 8 to 9", { body: "BREAKING CHANGE: no more callbacks", ...bot })]);
    expect(isBreaking(bump!)).toBe(false);
  });
});

describe("a change closes a weakness where its author says so", () => {
  test.each<[string, string?, string[]?]>([
    ["Fix CVE-2026-1234 in the parser"],
    ["Fix path traversal in uploads", "Security fix, GHSA-abcd-efgh-ijkl"],
    ["Check the length", "Closes GHSA-abcd-efgh-ijkl."],
    ["Check the length", "Security: a long name read past its end."],
    ["Prevent SQL injection in search"],
    ["security: check the length"],
    ["bump lodash [security]"],
    ["Check the length", "", ["security"]],
  ])("%s, %j, %j", (title, body, labels) => {
    expect(isSecurity(read(title, body, labels))).toBe(true);
  });

  test.each<[string, string?]>([
    ["test: add XSS tests"],
    ["docs: explain CVE-2026-1234"],
    ["Add a security page to the settings"],
    ["Check the length", "Security: none"],
    ["Check the length", "## Security\n\nNo impact."],
    ["Check the length", "> Fixes CVE-2026-1234"],
  ])("and not otherwise: %s, %j", (title, body) => {
    expect(isSecurity(read(title, body))).toBe(false);
  });
});
