import { expect, test } from "vitest";
import { authorKind } from "../../../pipelines/github/author-kind.ts";
import { cleanLine, cleanText } from "../../../pipelines/text/clean-text.ts";
import { coAuthorsOf } from "../../../pipelines/github/co-authors.ts";
import { evidenceOf, readPulls } from "../../../pipelines/github/evidence.ts";
import { pullUrl } from "../../../pipelines/github/pull-url.ts";
import { isBreaking } from "../../../pipelines/text/marks/marks.ts";
import { pullRequest } from "../../../webhooks/contract/evidence.ts";
import { listed } from "./harness.ts";

const SOURCE = { repo: "acme/harbor", base_branch: "main" };

test.each([
  ["mira", "User", "human"],
  ["abbot", "User", "human"],
  ["jules", "User", "human"],
  ["claudette", undefined, "human"],
  ["Copilot", "Bot", "coding_agent"],
  ["copilot-swe-agent[bot]", undefined, "coding_agent"],
  ["devin-ai-integration[bot]", "Bot", "coding_agent"],
  ["devin", undefined, "coding_agent"],
  ["claude", "User", "coding_agent"],
  ["claude-acme[bot]", "Bot", "coding_agent"],
  ["chatgpt-codex-connector", undefined, "coding_agent"],
  ["cursoragent", "User", "coding_agent"],
  ["sweep-ai[bot]", undefined, "coding_agent"],
  ["openhands-agent", undefined, "coding_agent"],
  ["google-labs-jules[bot]", "Bot", "coding_agent"],
  ["dependabot[bot]", "Bot", "dependency_bot"],
  ["app/dependabot", undefined, "dependency_bot"],
  ["renovate-bot", "User", "dependency_bot"],
  ["acme-renovate[bot]", "Bot", "dependency_bot"],
  ["release-please[bot]", "Bot", "release_bot"],
  ["semantic-release-bot", "User", "release_bot"],
  ["acme-release-bot", "User", "release_bot"],
  ["harbor-release[bot]", "Bot", "release_bot"],
  ["changeset-bot", undefined, "release_bot"],
  ["acme-ci-robot", "User", "bot"],
  ["allcontributors[bot]", "Bot", "bot"],
])("%s of type %s is a %s", (login, type, kind) => {
  expect(authorKind(login, type)).toBe(kind);
});

test("github-actions is a release bot when it releases", () => {
  expect(authorKind("github-actions[bot]", "Bot", "chore: release 2.1.0")).toBe("release_bot");
  expect(authorKind("github-actions[bot]", "Bot", "Version Packages")).toBe("release_bot");
  expect(authorKind("github-actions[bot]", "Bot", "Update the translations")).toBe("bot");
});

test("co-authors are people, each once, by login where it is known", () => {
  const body = [
    "Co-authored-by: Paula Dias <123+pdias@users.noreply.github.com>",
    "co-authored-by: Paula <pdias@users.noreply.github.com>",
    "Co-Authored-By: Claude <noreply@anthropic.com>",
    "Co-authored-by: Claude Monet <claude@monet.example>",
    "Co-authored-by: dependabot[bot] <49+dependabot[bot]@users.noreply.github.com>",
    "Co-authored-by: Mira <1+mira@users.noreply.github.com>",
    "I wish Co-authored-by: Nobody <nobody@example.com> were here",
  ].join("\n");

  expect(coAuthorsOf(body, "mira")).toEqual(["pdias", "Claude Monet"]);
});

test.each([
  ["Fix\u202e gnp.exe\u2066 login", "Fix gnp.exe login"],
  ["In\u200bvis\u00adi\u2060ble\ufeff \u{e0041}\u{e0042}", "Invisible"],
  ["Bell\u0007, escape \u001b[31m, C1 \u009b", "Bell, escape [31m, C1"],
  ["two\r\nlines\tand\u2028more", "two lines and more"],
  ["👩\u200d💻 a\u200db", "👩\u200d💻 ab"],
  ["half a pair \ud83d", "half a pair \ufffd"],
])("the hostile title %j is cleaned", (title, clean) => {
  expect(cleanLine(title, 400)).toBe(clean);
});

test("a body keeps its lines, ends after its limit, and never in the middle of a character", () => {
  expect(cleanText("a\r\nb\rc\n\n\td\u0000", 100)).toBe("a\nb\nc\n\n\td");
  expect(cleanText("ab💥", 3)).toBe("ab");
});

test.each([
  ["https://github.com/acme/harbor/pull/7", "https://github.com/acme/harbor/pull/7"],
  ["https://git.acme.example/Acme/harbor/pull/7?x=1#y", "https://git.acme.example/Acme/harbor/pull/7"],
  ["http://127.0.0.1:4000/acme/harbor/pull/7", "http://127.0.0.1:4000/acme/harbor/pull/7"],
  ["http://git.acme.example/acme/harbor/pull/7", null],
  ["https://github.com@evil.example/acme/harbor/pull/7", null],
  ["https://evil.example/login?next=/acme/harbor/pull/7", null],
  ["https://github.com/acme/harbor/pull/8", null],
  ["javascript:alert(1)//acme/harbor/pull/7", null],
  ["", null],
])("of the address %j comes %j", (given, url) => {
  expect(pullUrl("acme/harbor", 7, given)).toBe(url ?? "https://github.com/acme/harbor/pull/7");
});

test("evidence has the contract's shape, in the order of merging, reverts paired", () => {
  const pulls = [
    listed(3, { title: 'Revert "Change 1"', merged_at: "2026-10-07T09:00:00.000Z", labels: ["bu\u200bg", "\u202e"] }),
    listed(9, { user: null, title: "\u200b", body: "x".repeat(5_000) }),
    listed(2),
    listed(1, { merged_at: "2026-10-01T09:00:00+02:00", merge_commit_sha: "abc" }),
    listed(4, { merged_at: null }),
  ];

  const { pull_requests: evidence } = evidenceOf(readPulls(SOURCE, pulls));

  expect(evidence.map(({ number }) => number)).toEqual([1, 2, 9, 3]);
  expect(evidence.map((pull) => pullRequest.parse(pull))).toEqual(evidence);
  expect(evidence[0]).toMatchObject({ merged_at: "2026-10-01T07:00:00Z", merge_sha: "abc" });
  expect(evidence[2]).toMatchObject({ author: { login: "ghost", kind: "human" }, title: "Pull request 9" });
  expect(evidence[2]?.body).toHaveLength(4_000);
  expect(evidence[3]).toMatchObject({ fate: { is: "cancelled", of: [{ ref: "acme/harbor#1" }] }, labels: ["bug"] });
  expect(evidence[0]?.fate).toMatchObject({ is: "undone", of: [{ ref: "acme/harbor#3" }] });
});

test("what stands at the end of a long description counts, although only its beginning is kept", () => {
  const end = [
    "BREAKING CHANGE: the old map is gone",
    "Reverts #4",
    "Co-authored-by: Sato <1+sato@users.noreply.github.com>",
  ].join("\n\n");
  const long = { ...listed(7, { title: "Draw maps" }), body: `${"Long. ".repeat(2_000)}\n\n${end}` };
  const { pull_requests, unread } = evidenceOf(readPulls(SOURCE, [long]));
  const [read] = pull_requests;
  expect(unread).toEqual([{ number: 4 }]);
  expect(read).toMatchObject({ says: ["breaking"], co_authors: ["sato"] });
  expect(read?.body).toHaveLength(4_000);
  expect(read && isBreaking(read)).toBe(true);
});
