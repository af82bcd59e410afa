import { expect, test } from "vitest";
import { areaOf, areasOf } from "../../../pipelines/text/plan/area.ts";
import { readTitle } from "../../../pipelines/text/title.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import fc from "../../support/chance.ts";
import { harbor, pull, web, wholeReport } from "../../support/pulls.ts";

const changed = (...paths: string[]) => ({ files: paths.map((path) => ({ path, additions: 9, deletions: 1 })) });

/** The areas of a window's pull requests. */
function areasIn(...pulls: PullRequest[]): string[] {
  const areas = areasOf(pulls);
  return pulls.map((pr) => areaOf(pr, readTitle(pr.title), [harbor], areas));
}

test.each([
  ["feat(api): page all lists", "API"],
  ["feat(@acme/ui): page all lists", "UI"],
  ["feat(ABC-12): page all lists", ""],
  ["feat(#12): page all lists", ""],
  ["feat(eng-124): page all lists", ""],
  ["fix(ci): use the right runner", ""],
  ["feat(wip): page all lists", ""],
  ["chore(main): page all lists", ""],
])("the scope of %s makes the area %j", (title, area) => {
  expect(areasIn(pull(1, title))).toEqual([area]);
});

test("what stands in front of a title is an area where a folder of what was changed is called so", () => {
  const elsewhere = pull(2, "Add a map", changed("packages/vite-plugin/src/a.ts", "app/Slack/post.ts"));
  expect(areasIn(pull(1, "[vite plugin] Keep the config"), elsewhere)[0]).toBe("vite plugin");
  expect(areasIn(pull(1, "Slack: show the week"), elsewhere)[0]).toBe("Slack");
  expect(areasIn(pull(1, "[editor] Keep the config"), elsewhere)[0]).toBe("");
});

test("of several in front of one title, the folder is the area", () => {
  const [first] = areasIn(
    pull(1, "[Core][account] keep the totals", changed("addons/account/models.py")),
    pull(2, "[Core][sale] keep the totals", changed("addons/sale/models.py")),
  );
  expect(first).toBe("Account");
});

test("what stands in front of several titles is an area, and what stands in front of one belongs to its sentence", () => {
  const titles = [
    "[C3] Keep the config",
    "C3: add a template",
    "[Experiment] send pages elsewhere",
    "Proposal: drop it",
  ];
  const { plan, report } = wholeReport(titles.map((title, at) => pull(at + 1, title)));
  expect(plan.planned.map(({ area }) => area)).toEqual(["C3", "C3", "", ""]);
  expect(report.items.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      "Keep the config",
      "Add a template",
      "[Experiment] send pages elsewhere",
      "Proposal: drop it",
    ]),
  );
});

test.each([
  ["packages/wrangler/src/deploy.ts", "Wrangler"],
  ["crates/uv-resolver/src/lib.rs", "uv-resolver"],
  ["apps/web/app/page.tsx", "Web"],
  ["src/editor/toolbar/button.ts", "Editor"],
  ["internal/notify/send.go", "Notify"],
  ["cli/run.ts", "CLI"],
  ["src/app.ts", ""],
  ["README.md", ""],
  ["packages/wrangler/test/deploy.test.ts", ""],
  [".github/workflows/ci.yml", ""],
  ["docs/guide/start.md", ""],
  ["src/main/java/com/acme/A.java", ""],
])("a change of %s belongs to the area %j", (path, area) => {
  expect(areasIn(pull(1, "Keep the config", changed(path)))).toEqual([area]);
});

test("a change belongs where most of its product changes are, and nowhere when they are spread", () => {
  const [most, spread] = areasIn(
    pull(1, "Keep the config", changed("packages/api/a.ts", "packages/api/b.ts", "packages/ui/c.ts", "docs/d.md")),
    pull(2, "Keep the other config", changed("packages/api/a.ts", "packages/ui/b.ts", "packages/cli/c.ts")),
  );
  expect([most, spread]).toEqual(["API", ""]);
});

test("of many changes, a part that only one of them is about is not said", () => {
  const paths = ["packages/api/a.ts", "packages/api/b.ts", "packages/ui/c.ts", "packages/ui/d.ts", "packages/cli/e.ts"];
  const pulls = paths.map((path, at) => pull(at + 1, `Add ${at}`, changed(path)));
  expect(areasIn(...pulls)).toEqual(["API", "API", "UI", "UI", ""]);
});

test("an area that nearly everything belongs to, or that the repository is called, is not said", () => {
  const inOne = [1, 2, 3, 4, 5].map((number) => pull(number, `Add ${number}`, changed("packages/core-api/a.ts")));
  expect(areasIn(...inOne)).toEqual(["", "", "", "", ""]);
  expect(areasIn(pull(1, "Add a map", changed("packages/harbor/a.ts")))).toEqual([""]);
});

test("a label says where a change belongs, and several repositories are told apart", () => {
  expect(areasIn(pull(1, "Add quiet hours", { labels: ["area: notify"] }))).toEqual(["Notify"]);
  const { plan } = wholeReport([pull(1, "Add a map", { repo: web.repo })], { sources: [harbor, web] });
  expect(plan.planned.map(({ area }) => area)).toEqual(["harbor-web"]);
});

const noArea = fc.constantFrom(
  ..."feat fix docs style refactor perf test build chore ci revert Fix FEAT Bug deps release WIP wip Draft ABC-124 #12 1/3 2.x v2".split(
    " ",
  ),
  ..."Note|Re|@acme|do not merge|skip ci|Backport|main|1 of 2|AB-1, AB-2|[x]|12|BREAKING".split("|"),
);
const front = fc.oneof(
  noArea.map((name) => `[${name}] `),
  noArea.map((name) => `${name}: `),
  noArea.map((name) => `feat(${name}): `),
  noArea.map((name) => `(${name}) `),
);

test("no area is a type, a ticket, a status, a mention or a version, however often it stands there and whatever is called so", () => {
  const pulls = fc.array(fc.tuple(fc.array(front, { maxLength: 3 }), noArea), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pulls, (made) => {
      const read = made.map(([fronts, name], at) =>
        pull(at + 1, `${fronts.join("")}add a map`, {
          labels: [`area: ${name}`],
          ...changed(`src/${name.replaceAll("/", "")}/a.ts`),
        }),
      );
      expect(new Set(areasIn(...read))).toEqual(new Set([""]));
    }),
    { numRuns: 500 },
  );
});
