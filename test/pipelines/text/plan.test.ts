import { describe, expect, test } from "vitest";
import { planReport } from "../../../pipelines/text/plan/plan.ts";
import { defaults, harbor, pull, web, week, wholeReport } from "../../support/pulls.ts";

const bot = { author: { login: "dependabot[bot]", kind: "dependency_bot" as const } };

/** kind, area, what becomes of it */
function planned(pr: ReturnType<typeof pull>) {
  const [only] = wholeReport([pr]).plan.planned;
  return only && [only.kind, only.area, only.disposition, only.reason ?? only.group ?? ""].join(" | ");
}

test.each([
  ["feat(api): page all lists", [], "feature | API | cite | "],
  ["feat(api)!: page all lists", [], "breaking | API | cite | "],
  ["Page all lists", ["type: breaking-change"], "breaking |  | cite | "],
  ["fix: check whose parcel it is", ["security"], "security |  | cite | "],
  ["Fix CVE-2026-1234 in the parser", [], "security |  | cite | "],
  ["[wrangler] fix: keep the config", [], "fix |  | cite | "],
  ["Slack: show the week", [], "improvement |  | cite | "],
  ["Read parcels with one query", ["performance", "A-api"], "performance | API | cite | "],
  ["Add quiet hours", ["area: notify"], "feature | Notify | cite | "],
  ["WC-5618 add preview secrets", [], "feature |  | cite | "],
  ["✨ :sparkles: add a map", [], "feature |  | cite | "],
  ["docs: explain retries", [], "docs |  | group | documentation change"],
  ["Fix two typos in the README", [], "docs |  | group | documentation change"],
  ["Suggest a command when a typo is detected", [], "improvement |  | cite | "],
  ["ci: cache modules", [], "internal |  | group | internal change"],
  ["fix(ci): use the right runner", [], "internal |  | group | internal change"],
  ["Bump open from 5.3.0 to 5.4.0", [], "internal |  | group | dependency update"],
  ["Update Rust crate clap to v4.6.4", [], "internal |  | group | dependency update"],
  ["Version Packages", [], "internal |  | omit | release"],
  ["chore(release): 2.16.0", [], "internal |  | omit | release"],
])("%s %j is planned as %s", (title, labels, expected) => {
  expect(planned(pull(1, title, { labels }))).toBe(expected);
});

const changed = (...paths: string[]) => ({ files: paths.map((path) => ({ path, additions: 9, deletions: 1 })) });

test.each([
  ["Add a map", ["src/map.ts", "test/map.test.ts"], "feature |  | cite | "],
  ["Add regression test for the parser", ["test/parser.test.ts"], "internal |  | group | internal change"],
  ["Use stable Rust for development builds", [".github/workflows/ci.yml"], "internal |  | group | internal change"],
  ["Explain retries", ["docs/retries.md", "README.md"], "docs |  | group | documentation change"],
  ["Fix a stale lock file", ["Cargo.lock"], "internal |  | group | internal change"],
  ["Faster parsing with SIMD", ["Cargo.toml", "Cargo.lock"], "improvement |  | cite | "],
  ["feat: run the tests at night", [".github/workflows/ci.yml"], "internal |  | group | internal change"],
  ["feat(ci): show build minutes per project", ["src/app.ts"], "feature |  | cite | "],
  ["Update pg to v9", ["package.json", "package-lock.json"], "internal |  | group | dependency update"],
  ["Update dependency injection docs", ["src/app.ts"], "docs |  | group | documentation change"],
  ["Update all dashboards to show the new totals", ["src/app.ts"], "improvement |  | cite | "],
  ["Bump the default timeout from 10 to 30 seconds", ["src/app.ts"], "improvement |  | cite | "],
  ["Release the lock when a worker dies", ["src/app.ts"], "improvement |  | cite | "],
  ["Release/2026-03-18", ["src/app.ts"], "internal |  | omit | release"],
  ["dev -> main", ["src/app.ts"], "internal |  | omit | release"],
  ["Merge branch 'dev' into main", ["src/app.ts"], "internal |  | omit | release"],
  ["CSV -> JSON", ["src/app.ts"], "improvement |  | cite | "],
  ["🔖 2.1.0", ["src/app.ts"], "internal |  | omit | release"],
])("%s, which changes %j, is planned as %s", (title, paths, expected) => {
  expect(planned(pull(1, title, changed(...paths)))).toBe(expected);
});

test("a breaking footer counts, and one that a dependency bot quotes does not", () => {
  const body = "What\n\nBREAKING CHANGE: the old field is gone";
  expect(planned(pull(1, "feat: new answers", { body }))).toContain("breaking");
  expect(planned(pull(1, "bump pg from 8.1 to 9.0", { body, ...bot }))).toContain("dependency update");
});

test("a security update by a bot is told, not counted", () => {
  expect(planned(pull(1, "bump pg from 8.1 to 9.0", { labels: ["dependencies", "security"], ...bot }))).toContain(
    "cite",
  );
});

test("with several repositories the repository is the area of last resort", () => {
  const pulls = [pull(1, "Add a map", { repo: web.repo }), pull(2, "feat(api): page lists")];
  const { plan } = wholeReport(pulls, { sources: [harbor, web] });
  expect(plan.planned.map(({ area }) => area)).toEqual(["harbor-web", "API"]);
});

describe("reverts", () => {
  const dispositions = (...pulls: ReturnType<typeof pull>[]) =>
    Object.fromEntries(wholeReport(pulls).plan.planned.map(({ pr, disposition }) => [pr.number, disposition]));
  const feature = pull(1, "feat: batches");
  const revert = pull(2, 'Revert "feat: batches"');
  const again = pull(3, 'Revert "Revert "feat: batches""');
  const andAgain = pull(4, 'Revert "Revert "Revert "feat: batches"""');

  test("a pair inside the window cancels out", () => {
    expect(dispositions(feature, revert)).toEqual({ 1: "cancelled", 2: "cancelled" });
  });

  test("what was brought back is told, and the two that undo each other are not", () => {
    expect(dispositions(feature, revert, again)).toEqual({ 1: "cite", 2: "cancelled", 3: "cancelled" });
  });

  test("an odd chain leaves nothing", () => {
    expect(dispositions(feature, revert, again, andAgain)).toEqual({
      1: "cancelled",
      2: "cancelled",
      3: "cancelled",
      4: "cancelled",
    });
  });

  test("a revert of something older is rolled back, and told", () => {
    const [only] = wholeReport([revert]).plan.planned;
    expect(only).toMatchObject({ kind: "rolled_back", disposition: "cite" });
  });

  test("a breaking change that was undone need not be covered", () => {
    expect(dispositions(pull(1, "feat!: batches"), revert)).toEqual({ 1: "cancelled", 2: "cancelled" });
  });
});

test("at most max_items are told, and what must be covered is always among them", () => {
  const many = Array.from({ length: 10 }, (_, index) => pull(index + 1, `Fix thing ${index}`));
  const breaking = Array.from({ length: 4 }, (_, index) => pull(index + 20, `feat!: drop ${index}`));
  const { plan } = wholeReport([...many, ...breaking], { policy: { max_items: 3 } });
  const cited = plan.planned.filter(({ disposition }) => disposition === "cite").map(({ pr }) => pr.number);
  expect(cited).toEqual([20, 21, 22, 23]);
  expect(plan.planned[0]).toMatchObject({ disposition: "group", group: "more fix" });
});

test("release notes leave internal work out and say why", () => {
  const pulls = [pull(1, "ci: cache"), pull(2, "feat: map"), pull(3, "bump a from 1.0 to 1.1", bot)];
  const { plan } = wholeReport(pulls, { analysis_type: "release_notes", policy: { dependencies: "cite" } });
  expect(plan.planned.map(({ disposition, reason }) => [disposition, reason])).toEqual([
    ["omit", "not_user_facing"],
    ["cite", null],
    ["group", null],
  ]);
});

test("an ignored pull request is left out for that reason, breaking or not", () => {
  const { plan, ledger } = wholeReport([pull(1, "feat!: x"), pull(2, "fix: y")], { ignored: ["acme/harbor#1"] });
  expect(plan.planned[0]).toMatchObject({ disposition: "omit", reason: "ignored" });
  expect(ledger.map(({ disposition, reason }) => [disposition, reason])).toEqual([
    ["omitted", "ignored"],
    ["cited", null],
  ]);
});

test("an ignored one that was announced already says so in the ledger, and any other one that it was asked for", () => {
  const announced = [{ pr: "acme/harbor#1", where: "on 14 Nov in #eng-updates" }];
  const ignored = ["acme/harbor#1", "acme/harbor#2"];
  const { ledger } = wholeReport([pull(1, "feat: x"), pull(2, "fix: y")], { ignored, announced });
  expect(ledger.map(({ reason, decided }) => [reason, decided])).toEqual([
    [
      "ignored",
      {
        by: "request",
        because: "Already announced on 14 Nov in #eng-updates, and left out when the update was asked for",
      },
    ],
    ["ignored", { by: "request", because: "Left out when the update was asked for" }],
  ]);
});

test("the same pull request read twice is planned once", () => {
  const twice = [pull(1, "fix: y"), pull(1, "fix: y")];
  const input = { pull_requests: twice, ignored: [], policy: defaults, sources: [harbor], window: week };
  expect(planReport({ ...input, analysis_type: "weekly_digest" }).planned).toHaveLength(1);
});
