import { expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import fc from "../../support/chance.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

const titles = [
  "feat: a map",
  "fix: the map",
  "feat!: drop it",
  "perf: the map",
  "Show more",
  "docs: the map",
  "ci: cache",
  "bump a from 1.0 to 1.1",
  "Version Packages",
  "[2.x] fix: the map",
  'Revert "feat: the old map"',
  "Fix CVE-2026-1234",
];
const windowOf = (...some: string[]): PullRequest[] => some.map((title, at) => pull(at + 1, title));

test("pull requests are counted, not items: several that are told in one count each", () => {
  const picked = windowOf("feat: a map", "feat: a list", "fix: the clock", "[2.x] fix: the clock");
  const { report } = wholeReport(picked);
  expect(report.items).toHaveLength(3);
  expect(report.intro).toBe("4 pull requests: 2 new features and 2 fixes.");
});

test("what is only counted counts as what it is, and the rest is more", () => {
  const fixes = Array.from({ length: 6 }, (_, at) => `fix: number ${at}`);
  const { report } = wholeReport(windowOf("feat!: drop it", ...fixes, "ci: cache", "bump a from 1.0 to 1.1"), {
    policy: { max_items: 4 },
  });
  expect(report.intro).toBe("Breaking: Drop it. 9 pull requests: 1 breaking change, 6 fixes and 2 more.");
});

test("what breaks or closes something is said first, in the words of its items", () => {
  const first = (...titles: string[]) =>
    wholeReport(windowOf(...titles, "feat: a", "feat: b")).report.intro?.split(" 3 ")[0];
  expect(first("feat(api)!: drop the old lists")).toBe("Breaking in API: Drop the old lists.");
  const many = ["feat!: drop it", "feat!: drop that!", "feat!: drop all", "Fix CVE-2026-1234"];
  expect(wholeReport(windowOf(...many)).report.intro).toBe(
    "Breaking: Drop it; Drop that!; and more. Security: Fix CVE-2026-1234. 4 pull requests: 3 breaking changes and 1 security fix.",
  );
});

test("a sentence that was cut, leaves code open, names a pull request or an address is not said once more", () => {
  for (const title of [
    `feat!: drop ${"very ".repeat(40)}old lists`,
    "feat!: drop ` of lists",
    "feat!: drop lists of #12, too",
    "feat!: drop https://lists.example/",
  ]) {
    expect(wholeReport(windowOf(title, "feat: a", "feat: b")).report.intro).toMatch(/^3 pull requests/);
  }
});

test("where nothing breaks, highlights are said first, else the areas that most of it is in, else nothing", () => {
  const introOf = (titles: readonly string[], labels: string[] = []) =>
    wholeReport(titles.map((title, at) => pull(at + 1, title, at === 0 ? { labels } : {}))).report.intro ?? "";
  const areas = "map map map clock clock tide wind".split(" ").map((area, at) => `feat(${area}): show number ${at}`);
  expect(introOf(areas, ["highlight"])).toMatch(/^Highlights in Map: Show number 0\. 7 pull requests/);
  expect(introOf(areas)).toMatch(/^Mostly Map and Clock\. 7 pull requests/);
  expect(introOf(areas.map((title, at) => title.replace(/\(\w+\)/, `(part${at})`)))).toMatch(/^7 pull requests/);
  expect(introOf(areas.slice(0, 5))).toMatch(/^5 pull requests/);
});

test("what undoes something older cancels nothing out", () => {
  const { report } = wholeReport(windowOf("feat: a", "feat: b", "feat: c", 'Revert "ci: the old cache"'));
  expect(report.intro).not.toContain("cancel");
  const pair = wholeReport(windowOf("feat: a", "feat: b", "feat: c", "feat: map", 'Revert "feat: map"'));
  expect(pair.report.intro).toBe(
    "5 pull requests: 3 new features and 2 more. 2 pull requests cancel each other out: merged, and undone again.",
  );
});

test("a window in which something was ignored is not called quiet", () => {
  const pulls = windowOf("feat: a map", "ci: cache");
  expect(wholeReport(pulls, { ignored: ["acme/harbor#1"] }).report.intro).toBeNull();
});

test("whatever was merged, the numbers of the opening add up to the ledger, and no check finds one of them wrong", () => {
  const cases = fc.record({
    chosen: fc.array(fc.constantFrom(...titles), { minLength: 3, maxLength: 40 }),
    max_items: fc.integer({ min: 3, max: 12 }),
    ignored: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
    docs: fc.constantFrom("cite" as const, "group" as const, "omit" as const),
    highlights: fc.boolean(),
  });
  fc.assert(
    fc.property(cases, ({ chosen, max_items, ignored, docs, highlights }) => {
      const pulls = windowOf(...chosen).map((pr) =>
        highlights && pr.number % 4 === 0 ? { ...pr, labels: ["highlight"] } : pr,
      );
      const { report, ledger, markdown, facts } = wholeReport(pulls, {
        ignored: ignored.map((number) => `acme/harbor#${number}`),
        policy: { max_items, docs },
      });
      const faults = [...checkReport(report, facts), ...checkText(markdown, facts)];
      expect(faults.filter(({ message }) => message.startsWith("The opening"))).toEqual([]);

      const counts = /(?:^|\. )(\d+) pull requests?(?: by \d+ people)?: ([^.]*)\./.exec(report.intro ?? "");
      if (!counts) return;
      const inWindow = ledger.filter(({ reason }) => reason !== "ignored").length;
      const parts = [...(counts[2] ?? "").matchAll(/\d+/g)].map(Number);
      expect(Number(counts[1])).toBe(inWindow);
      expect(parts.reduce((sum, count) => sum + count, 0)).toBe(inWindow);
    }),
    { numRuns: 300 },
  );
});
