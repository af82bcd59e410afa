import { describe, expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import { type PolicyRule, policyRule } from "../../../webhooks/contract/policy.ts";
import { ruleText } from "../../../webhooks/contract/policy-text.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

const rule = (given: object): PolicyRule => policyRule.parse(given);
const changed = (...paths: string[]): Partial<PullRequest> => ({
  files: paths.map((path) => ({ path, additions: 9, deletions: 1 })),
  size: { files: paths.length, additions: 9, deletions: 1 },
});

const lineOf = ({ ledger }: ReturnType<typeof wholeReport>, number: number) =>
  ledger.find(({ pr }) => pr === `acme/harbor#${number}`);

describe("the first rule that fits decides", () => {
  const docs = rule({ when: [{ what: "paths", how: "all", values: ["docs/"] }], then: "cite" });
  const nobody = rule({ when: [{ what: "authors", how: "any", values: ["@Mira"] }], then: "omit" });

  test("a rule tells what would only be counted, and the ledger names it", () => {
    const told = wholeReport([pull(1, "Say how to begin", changed("docs/start.md"))], { policy: { rules: [docs] } });
    expect(lineOf(told, 1)).toMatchObject({
      disposition: "cited",
      rule: { number: 1, then: "cite", firm: "usually" },
      decided: { by: "policy", because: "Rule 1: when the paths are all under `docs/`, tell it" },
    });
  });

  test("an earlier one wins over a later one", () => {
    const pulls = [pull(1, "Say how to begin", changed("docs/start.md")), pull(2, "Add exports", changed("src/a.ts"))];
    const first = wholeReport(pulls, { policy: { rules: [docs, nobody] } });
    expect([1, 2].map((number) => lineOf(first, number)?.disposition)).toEqual(["cited", "omitted"]);
    const other = wholeReport(pulls, { policy: { rules: [nobody, docs] } });
    expect([1, 2].map((number) => lineOf(other, number)?.disposition)).toEqual(["omitted", "omitted"]);
  });

  test.each<[string, object, PullRequest, boolean]>([
    ["all paths", { what: "paths", how: "all", values: ["docs/"] }, pull(1, "x", changed("docs/a", "src/b")), false],
    ["any path", { what: "paths", how: "any", values: ["docs/"] }, pull(1, "x", changed("docs/a", "src/b")), true],
    ["no path", { what: "paths", how: "none", values: ["docs/"] }, pull(1, "x", changed("src/b")), true],
    ["paths nobody knows", { what: "paths", how: "none", values: ["docs/"] }, pull(1, "x"), false],
    [
      "paths of which not all were read",
      { what: "paths", how: "all", values: ["docs/"] },
      pull(1, "x", { ...changed("docs/a"), size: { files: 200, additions: 1, deletions: 1 } }),
      false,
    ],
    [
      "a label in any case",
      { what: "labels", how: "any", values: ["Area/*"] },
      pull(1, "x", { labels: ["area/ui"] }),
      true,
    ],
    ["no label", { what: "labels", how: "none", values: ["area/ui"] }, pull(1, "x", { labels: ["area/ui"] }), false],
    [
      "a bot by its login",
      { what: "authors", how: "any", values: ["renovate"] },
      pull(1, "x", { author: { login: "renovate[bot]", kind: "dependency_bot" } }),
      true,
    ],
    ["any bot", { what: "bots", how: "any" }, pull(1, "x", { author: { login: "r", kind: "release_bot" } }), true],
    [
      "a coding agent is none",
      { what: "bots", how: "any" },
      pull(1, "x", { author: { login: "r", kind: "coding_agent" } }),
      false,
    ],
    [
      "a coding agent by name",
      { what: "bots", how: "any", values: ["coding_agent"] },
      pull(1, "x", { author: { login: "r", kind: "coding_agent" } }),
      true,
    ],
    [
      "a dependency update",
      { what: "kinds", how: "any", values: ["dependency"] },
      pull(1, "Bump undici from 7.4 to 7.5", { labels: ["dependencies"] }),
      true,
    ],
    [
      "a security fix",
      { what: "kinds", how: "any", values: ["security"] },
      pull(1, "fix: a hole", { labels: ["security"] }),
      true,
    ],
    [
      "a beginning",
      { what: "titles", how: "starts", values: ["chore(release)"] },
      pull(1, "Chore(release): 1.2"),
      true,
    ],
    ["whole words", { what: "titles", how: "has", values: ["wip"] }, pull(1, "Swipe left"), false],
    ["whole words at the end", { what: "titles", how: "has", values: ["wip"] }, pull(1, "Exports [WIP]"), true],
    [
      "words that may have been cut from a title",
      { what: "titles", how: "none", values: ["beta"] },
      pull(1, "Exports", { doubts: ["title"] }),
      false,
    ],
    ["an author who may be a bot", { what: "bots", how: "none" }, pull(1, "Exports", { doubts: ["author"] }), false],
    ["words that are not there", { what: "titles", how: "none", values: ["wip"] }, pull(1, "Exports [WIP]"), false],
  ])("%s", (_name, condition, pr, fits) => {
    const { plan } = wholeReport([pr], { policy: { rules: [rule({ when: [condition], then: "group" })] } });
    expect(plan.planned[0]?.rule !== null).toBe(fits);
  });

  test("all conditions of a rule have to hold", () => {
    const both = rule({
      when: [
        { what: "labels", how: "any", values: ["area/ui"] },
        { what: "titles", how: "has", values: ["beta"] },
      ],
      then: "omit",
    });
    const whole = wholeReport(
      [pull(1, "Beta exports", { labels: ["area/ui"] }), pull(2, "Exports", { labels: ["area/ui"] })],
      { policy: { rules: [both] } },
    );
    expect([1, 2].map((number) => lineOf(whole, number)?.disposition)).toEqual(["omitted", "cited"]);
  });
});

describe("how firm a rule is", () => {
  const breaking = pull(1, "feat!: drop the old export", changed("src/export.ts"));
  const when = [{ what: "paths", how: "any", values: ["src/"] }];

  test("what its author marked as breaking is told, though a rule usually leaves it out", () => {
    const usual = wholeReport([breaking], { policy: { rules: [rule({ when, then: "omit" })] } });
    expect(lineOf(usual, 1)).toMatchObject({ disposition: "cited", decided: { by: "author" } });
  });

  test("a rule that never tells is above it, and no check asks for it", () => {
    const never = wholeReport([breaking], { policy: { rules: [rule({ when, then: "omit", firm: "always" })] } });
    expect(lineOf(never, 1)).toMatchObject({ disposition: "omitted", reason: "policy" });
    expect(checkText(never.markdown, never.facts).filter(({ check }) => check === "H5")).toEqual([]);
  });

  test("what a rule always tells cannot be missing from a text, whoever wrote it", () => {
    const always = rule({ when, then: "cite", firm: "always" });
    const whole = wholeReport([pull(1, "Tidy up", changed("src/a.ts")), pull(2, "Add b", changed("lib/b.ts"))], {
      policy: { rules: [always] },
    });
    const without = whole.markdown
      .split("\n")
      .filter((line) => !line.includes("#1"))
      .join("\n");
    const [found] = checkText(without, { ...whole.facts, by: "person" }).filter(({ check }) => check === "H5");
    expect(found?.message).toBe("#1 is always told by rule 1, and the text does not tell of it.");
    expect(whole.plan.planned[0]?.must).toBe(true);
  });

  test("a limit does not count what a rule always tells", () => {
    const pulls = Array.from({ length: 8 }, (_, at) =>
      pull(at + 1, `Add thing ${at}`, { labels: at === 7 ? ["keep"] : [] }),
    );
    const keep = rule({ when: [{ what: "labels", how: "any", values: ["keep"] }], then: "cite", firm: "always" });
    const whole = wholeReport(pulls, { policy: { rules: [keep], max_items: 3 } });
    expect(lineOf(whole, 8)?.disposition).toBe("cited");
  });
});

describe("sections of a team's own", () => {
  const ui = rule({
    when: [{ what: "labels", how: "any", values: ["ui"] }],
    then: "cite",
    section: "On screen",
    kind: "fix",
  });
  const sections = [
    { name: "Repaired", kinds: ["fix" as const] },
    { name: "On screen", kinds: [] },
    { name: "New", kinds: ["feature" as const] },
  ];
  const pulls = [
    pull(1, "Add exports", changed("src/a.ts")),
    pull(2, "Add a switch", { ...changed("src/b.ts"), labels: ["ui"] }),
    pull(3, "Fix a crash", changed("src/c.ts")),
    pull(4, "feat!: drop the old export", changed("src/d.ts")),
  ];
  const whole = wholeReport(pulls, { policy: { rules: [ui], sections } });

  test("stand in their order, with what a rule puts there; a kind without one keeps its own behind them", () => {
    const headings = whole.markdown.split("\n").filter((line) => line.startsWith("## "));
    expect(headings).toEqual(["## Repaired", "## On screen", "## New", "## Breaking changes"]);
    expect(whole.markdown).toMatch(/## On screen\n\n- Add a switch \(#2/);
  });

  test("a text of such sections passes the checks", () => {
    expect([...checkReport(whole.report, whole.facts), ...checkText(whole.markdown, whole.facts)]).toEqual([]);
  });

  test("a name is text, whatever it looks like", () => {
    const hostile = wholeReport(pulls, {
      policy: { rules: [{ ...ui, section: "<!channel> *x*" }], sections: [{ name: "<!channel> *x*", kinds: [] }] },
    });
    expect(hostile.markdown).toContain("## \\<!channel\\> \\*x\\*");
  });
});

test("labels that leave out of release notes by convention are honoured, but for what must be told", () => {
  const whole = wholeReport([
    pull(1, "Add exports", { labels: ["skip-changelog"] }),
    pull(2, "Add imports", { labels: ["ignore-for-release"] }),
    pull(3, "feat!: drop exports", { labels: ["ignore-for-release"] }),
  ]);
  expect([1, 2, 3].map((number) => lineOf(whole, number)?.disposition)).toEqual(["omitted", "omitted", "cited"]);
  expect(lineOf(whole, 1)?.decided).toEqual({ by: "author", because: "A label says to leave it out" });
});

test.each<[object, string]>([
  [
    { when: [{ what: "labels", how: "any", values: ["security"] }], then: "cite", firm: "always", section: "Security" },
    "When a label is security, always tell it under Security.",
  ],
  [
    { when: [{ what: "kinds", how: "any", values: ["dependency"] }], then: "omit" },
    "When it is a dependency update, leave it out.",
  ],
  [
    { when: [{ what: "paths", how: "all", values: [".github/", "infra/", "ci/"] }], then: "omit", firm: "always" },
    "When the paths are all under .github/, infra/ or ci/, never tell it.",
  ],
  [
    {
      when: [
        { what: "bots", how: "any" },
        { what: "titles", how: "starts", values: ["chore(release)"] },
      ],
      then: "group",
      kind: "fix",
    },
    "When a bot wrote it and the title begins with chore(release), group it as something fixed.",
  ],
])("%j reads: %s", (given, sentence) => expect(ruleText(rule(given))).toBe(sentence));
