import { describe, expect, test } from "vitest";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { planReport } from "../../../pipelines/text/plan/plan.ts";
import { defaults, harbor, pull, wholeReport } from "../../support/pulls.ts";

const files = (...paths: string[]) => ({ files: paths.map((path) => ({ path, additions: 20, deletions: 4 })) });
const SOURCE = files("src/app.ts");
const TESTED = files("src/app.ts", "test/app.test.ts");
const changeset: Partial<PullRequest> = { entries: [{ from: "changeset", text: "Show it.", bump: "patch" }] };

function decided(pulls: PullRequest[]) {
  const { plan } = wholeReport(pulls, { policy: defaults });
  return Object.fromEntries(plan.planned.map(({ pr, disposition, decided: { by } }) => [pr.number, [disposition, by]]));
}

describe("the author's own word", () => {
  const told = [1, 2, 3].map((number) => pull(number, `Change ${number}`, { ...SOURCE, ...changeset }));

  test("where changes come with a changeset, one without is only counted, whatever its title promises", () => {
    const others = [pull(4, "feat: a trial", SOURCE), pull(5, "Rework the cache", SOURCE)];
    expect(decided([...told, ...others])).toEqual({
      1: ["cite", "author"],
      2: ["cite", "author"],
      3: ["cite", "author"],
      4: ["group", "author"],
      5: ["group", "author"],
    });
  });

  test("a dependency update with a changeset is told", () => {
    const bump = pull(4, "Bump undici from 7.4.0 to 7.5.0", { ...files("package.json"), ...changeset });
    expect(decided([...told, bump])[4]).toEqual(["cite", "author"]);
  });

  test("a breaking change without one is told all the same", () => {
    expect(decided([...told, pull(4, "feat!: drop Node 18", SOURCE)])[4]).toEqual(["cite", "author"]);
  });

  test("a few that have one make no habit", () => {
    const without = Array.from({ length: 9 }, (_, at) => pull(10 + at, `Change ${at}`, SOURCE));
    expect(decided([told[0]!, told[1]!, ...without])[10]).toEqual(["cite", "paths"]);
  });

  test("one changeset in a quiet week is a habit, one line of a changelog is none", () => {
    const quiet = [2, 3, 4].map((number) => pull(number, `Change ${number}`, SOURCE));
    const line: Partial<PullRequest> = { entries: [{ from: "changelog", text: null }] };
    expect(decided([told[0]!, ...quiet])[2]).toEqual(["group", "author"]);
    expect(decided([pull(1, "Add a map", { ...SOURCE, ...line }), ...quiet])[2]).toEqual(["cite", "paths"]);
  });

  test("“none” in a release note means that users need not know", () => {
    const quiet: Partial<PullRequest> = { entries: [{ from: "release_note", text: null, bump: "none" }] };
    expect(decided([pull(1, "Rework the cache", { ...SOURCE, ...quiet })])[1]).toEqual(["group", "author"]);
  });
});

describe("words of a title are a hint", () => {
  const tested = [1, 2, 3, 4, 5, 6].map((number) => pull(number, `Change ${number}`, TESTED));

  test("where changes come with tests, a rework without any is only counted", () => {
    expect(decided([...tested, pull(7, "Simplify the scheduler", SOURCE)])[7]).toEqual(["group", "words"]);
  });

  test.each([
    ["a test", TESTED, {}],
    ["a page", files("src/app.ts", "docs/scheduler.md"), {}],
    ["an issue that it closes", SOURCE, { closes: [{ ref: "acme/harbor#99", title: "It is hard" }] }],
    ["an issue that its description closes", SOURCE, { body: "Fixes #99" }],
  ])("%s says otherwise", (_what, changed, more) => {
    const pulls = [...tested, pull(7, "Simplify sign-up to one step", { ...changed, ...more })];
    expect(decided(pulls)[7]).toEqual(["cite", "paths"]);
  });

  test.each([
    "Add comments to invoices",
    "Rename a project from the sidebar",
    "Move a flight to another pilot",
    "Split bills between friends",
    "Extract text from scanned PDFs",
    "Fix comments in the mail",
    "Show lint results beside the code",
  ])("%s is no rework for its words alone", (title) => {
    expect(
      decided([...tested, pull(7, title, { files: [{ path: "src/app.ts", additions: 40, deletions: 6 }] })])[7],
    ).toEqual(["cite", "paths"]);
  });

  test("comments that were mended are as many lines as before", () => {
    const reworded = { files: [{ path: "src/app.ts", additions: 15, deletions: 17 }] };
    expect(decided([...tested, pull(7, "Fix various comments", reworded)])[7]).toEqual(["group", "words"]);
  });

  test("where changes come without tests they say nothing", () => {
    const untested = [1, 2, 3, 4, 5, 6].map((number) => pull(number, `Change ${number}`, SOURCE));
    expect(decided([...untested, pull(7, "Simplify sign-up to one step", SOURCE)])[7]).toEqual(["cite", "paths"]);
  });
});

test("where nearly everything is documents, these are what is made, and the workshop still is not", () => {
  const pages = Array.from({ length: 7 }, (_, at) => pull(at + 1, `Explain ${at}`, files(`docs/page-${at}.md`)));
  const all = decided([...pages, pull(8, "Use a newer runner", files(".github/workflows/ci.yml"))]);
  expect([all[1], all[8]]).toEqual([
    ["cite", "paths"],
    ["group", "paths"],
  ]);
});

test("a week of nothing but workshop is not told", () => {
  const around = [
    ".github/workflows/ci.yml",
    "Cargo.lock",
    "test/parser.test.ts",
    ".gitignore",
    "scripts/x.py",
    "a.snap",
  ];
  const all = decided(around.map((path, at) => pull(at + 1, `Change ${at}`, files(path))));
  expect(new Set(Object.values(all).map(([where]) => where))).toEqual(new Set(["group"]));
});

test("what nobody knows is told", () => {
  expect(decided([pull(1, "Rename a project from the sidebar")])[1]).toEqual(["cite", "paths"]);
});

describe("the limit", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      pull(at + 1, `Add thing ${at}`, { files: [{ path: "src/app.ts", additions: at, deletions: 0 }] }),
    );

  test("sixty on one day are twenty-four told and thirty-six counted", () => {
    const window = { since: "2026-11-09T00:00:00Z", until: "2026-11-10T00:00:00Z" };
    const input = { pull_requests: many(60), ignored: [], policy: defaults, sources: [harbor], window };
    const { planned } = planReport({ ...input, analysis_type: "weekly_digest" });
    const counts = Map.groupBy(planned, ({ disposition }) => disposition);
    expect([counts.get("cite")?.length, counts.get("group")?.length]).toEqual([24, 36]);
  });

  test("follows the window's length, and keeps the largest of a kind", () => {
    const { plan } = wholeReport(many(80));
    const folded = plan.planned.filter(({ beyond_limit }) => beyond_limit);
    expect(folded).toHaveLength(20);
    expect(folded.map(({ pr }) => pr.number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(folded[0]).toMatchObject({
      group: "more addition",
      decided: { by: "limit", because: "80 of 80, by kind and size; 60 are told" },
    });
  });
});

test("several newer versions of one area are told in one line, each with its number", () => {
  const bump = (number: number, name: string, more: Partial<PullRequest> = {}) =>
    pull(number, `Bump ${name} from 1.${number}.0 to 1.${number + 1}.0`, {
      ...files("package.json"),
      ...changeset,
      ...more,
    });
  const names = ["@acme/map", "left-pad", "zod", "pg", "hono"];
  const bumps = names.map((name, at) => bump(at + 1, name));
  const security = bump(9, "undici", { labels: ["security"] });

  const { report, ledger } = wholeReport([
    ...bumps,
    security,
    pull(10, "feat: add a map", { ...SOURCE, ...changeset }),
  ]);

  expect(report.items.map(({ kind, text, prs }) => [kind, text, prs.length])).toEqual([
    ["security", "Bump undici from 1.9.0 to 1.10.0", 1],
    ["feature", "Add a map", 1],
    ["improvement", "Update `@acme/map`, `left-pad`, `zod`, `pg` and others", 5],
  ]);
  expect(ledger.every(({ disposition }) => disposition === "cited")).toBe(true);
});

test("newer versions of one group, and what a machine says once more, are one line, and two changes of people never are", () => {
  const machine: Partial<PullRequest> = { author: { login: "harbor-bot", kind: "bot" } };
  const groups = ["the map group with 2 updates", "the map group across 1 directory with 3 updates"];
  const { report } = wholeReport([
    ...groups.map((what, at) => pull(at + 1, `Bump ${what}`, { ...files("package.json"), ...changeset })),
    ...[3, 4].map((number) => pull(number, "Sync the tide tables", { ...SOURCE, ...changeset, ...machine })),
    ...[5, 6].map((number) => pull(number, "Sync the light lists", { ...SOURCE, ...changeset })),
  ]);
  expect(report.items.map(({ text, prs }) => [text, prs.length])).toEqual([
    ["Update the `map` group", 2],
    ["Sync the tide tables", 2],
    ["Sync the light lists", 1],
    ["Sync the light lists", 1],
  ]);
});

test("an area that its sentence begins with is not said twice", () => {
  const { report } = wholeReport([
    pull(1, "feat(wrangler): Wrangler support for maps", SOURCE),
    pull(2, "feat(map): pins", SOURCE),
  ]);
  expect(report.items.map(({ area, text }) => [area, text])).toEqual([
    ["", "Wrangler support for maps"],
    ["Map", "Pins"],
  ]);
});

test("what is updated to something else than a version is told for itself", () => {
  const pulls = ["icons to SVG", "menus to dark", "buttons to rounded"].map((what, at) =>
    pull(at + 1, `Update ${what}`, { ...SOURCE, ...changeset }),
  );
  expect(wholeReport(pulls).report.items.map(({ text }) => text)).toEqual([
    "Update icons to SVG",
    "Update menus to dark",
    "Update buttons to rounded",
  ]);
});
