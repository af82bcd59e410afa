import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { branchName, pullRequestRef, repoName } from "../../webhooks/contract/github-names.ts";
import { parameters } from "../../webhooks/contract/parameters.ts";
import fc from "../support/chance.ts";

const fits = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: string) =>
  schema.safeParse(value).success;

test.each([
  "acme/harbor",
  "a/b",
  `${"a".repeat(39)}/${"r".repeat(100)}`,
  "ACME/Harbor.js",
  "acme/.github",
  "acme/-",
  "acme/_",
  "mira_acme/notes",
  "old-/x",
  "a--b/x",
  "1/2",
  "acme/...",
  "acme/.git-old",
  "acme/harbor.git2",
  "acme/harbor.wiki",
  "acme/git",
])("%s is a repository on GitHub", (name) => {
  expect([fits(repoName, name), fits(pullRequestRef, `${name}#7`)]).toEqual([true, true]);
});

test.each([
  "acme/.",
  "acme/..",
  "../acme",
  "./acme",
  "../..",
  "acme/harbor/..",
  "acme//harbor",
  "/harbor",
  "acme/",
  "acme",
  "acme/harbor.git",
  "acme/harbor.GIT",
  "acme/.git",
  "-acme/harbor",
  "_acme/harbor",
  `${"a".repeat(40)}/b`,
  `a/${"b".repeat(101)}`,
  "acme/har bor",
  "acme/har%2e",
  "acme/harbor?x",
  "acme/harbor#1",
  "acme/harbor\n",
  "acmé/harbor",
  "acme\\harbor",
  "acme/\0",
  "",
])("%j is none", (name) => {
  expect([fits(repoName, name), fits(pullRequestRef, `${name}#7`)]).toEqual([false, false]);
});

test("a pull request has a number, and no more behind it", () => {
  for (const end of ["", "#", "#0", "#07", "#-1", "#1.5", "#12345678901", "#7 ", "#7#8", "#seven"]) {
    expect(fits(pullRequestRef, `acme/harbor${end}`), end).toBe(false);
  }
});

const PIECE = fc.constantFrom(
  "main",
  "release",
  "1.x",
  "feature",
  "é",
  "日本",
  "-",
  "_",
  ".",
  "..",
  "/",
  "//",
  ".lock",
  "@",
  "@{",
  "~",
  "^",
  ":",
  "?",
  "*",
  "[",
  "]",
  "\\",
  " ",
  "\t",
  "\u007f",
  "\u0001",
  "#",
  "%2e",
  "'",
  '"',
  "{",
  "}",
  "lock",
);

test("a branch's name is what git says is one", () => {
  fc.assert(
    fc.property(fc.array(PIECE, { minLength: 1, maxLength: 6 }), (pieces) => {
      const name = pieces.join("");
      expect(fits(branchName, name), JSON.stringify(name)).toBe(gitTakes(name));
    }),
    { numRuns: 150 },
  );
});

test("half a character, or 256 of them, are no branch, and a form says so at its field", () => {
  for (const name of ["\ud800", "x".repeat(256), ""]) expect(fits(branchName, name)).toBe(false);

  const read = parameters.safeParse({ sources: [{ repo: "acme/harbor", base_branch: "a..b" }, { repo: "acme/.." }] });

  expect(read.error?.issues.map(({ path }) => path.join("."))).toEqual(["sources.0.base_branch", "sources.1.repo"]);
});

function gitTakes(name: string): boolean {
  try {
    execFileSync("git", ["check-ref-format", `refs/heads/${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
