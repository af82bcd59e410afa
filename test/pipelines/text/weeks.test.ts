import { describe, expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import { planReport } from "../../../pipelines/text/plan/plan.ts";
import { ledgerOf } from "../../../pipelines/text/ledger.ts";
import { renderReport } from "../../../pipelines/text/render.ts";
import { writeByRules } from "../../../pipelines/text/rules.ts";
import { countLedger } from "../../../webhooks/contract/report.ts";
import { defaults } from "../../support/pulls.ts";
import { demoData, realData, type Window, windowsOf } from "./windows.ts";

/** A week that tells fifty changes singly. */
const MOST_WORDS = 720;

function told({ repo, pulls, window }: Window) {
  const sources = [{ repo, base_branch: "main" }];
  const input = { pull_requests: pulls, ignored: [], policy: defaults, sources, window };
  const plan = planReport({ ...input, analysis_type: "weekly_digest" });
  const report = writeByRules(plan, { sources, window, analysis_type: "weekly_digest" });
  const cancelled = plan.planned.filter(({ disposition }) => disposition === "cancelled").map(({ pr }) => pr.ref);
  const ledger = ledgerOf(report, pulls, plan.planned, []);
  const markdown = renderReport(report, pulls, sources);
  const facts = { evidence: pulls, sources, ledger, by: "agent" as const };
  return {
    plan,
    report,
    cancelled,
    ledger,
    markdown,
    findings: [...checkReport(report, facts), ...checkText(markdown, facts)],
  };
}

const demo = [...windowsOf(demoData("harbor")), ...windowsOf(demoData("harbor-web"))];

test.each(demo.map((week) => [week.repo, week.id, week] as const))(
  "%s, %s, is told without a fault",
  (_repo, _id, week) => {
    const { ledger, findings, markdown } = told(week);
    // One title of the demo tries to call a channel.
    expect(findings.filter(({ check, severity }) => check !== "H7" || severity === "fault")).toEqual([]);
    expect(countLedger(ledger).in_window).toBe(week.pulls.length);
    expect(markdown.split(/\s+/).length).toBeLessThan(MOST_WORDS);
  },
);

test("a week of the demo reads like this", () => {
  const week = demo.find(({ repo, id }) => repo === "acme/harbor" && id === "week-2026-11-02");
  expect(week && told(week).markdown).toMatchInlineSnapshot(`
    "# Harbor · 2–8 November 2026

    Breaking in API: Page all list endpoints by cursor. Security in API: Check whose parcel it is before a tracking token answers. 13 pull requests by 5 people: 1 breaking change, 1 security fix, 2 new features, 1 fix, 1 change rolled back and 7 more. 2 pull requests cancel each other out: merged, and undone again.

    ## Breaking changes

    - **API**: Page all list endpoints by cursor (#1221, mira)

    ## Security

    - **API**: Check whose parcel it is before a tracking token answers (#1231, sato, nkemp)

    ## New

    - **Notify**: Quiet hours for each shop (#1224, pdias, nkemp)
    - **Labels**: A change in \`services/labels/src/print-order.ts\`: its title is left out, because it calls people (#1230, okafor)

    ## Fixed

    - **Ingest**: Survive a carrier feed that ends in the middle of a line (#1227, okafor)

    ## Rolled back

    - **Ingest**: Rolled back: write carrier events in batches of 500 (#1219, okafor)

    ## Also merged

    - 3 internal changes (#1225, #1228, #1233)
    - 1 dependency update (#1218)
    "
  `);
});

const real = ["uv", "workers-sdk"].flatMap((name) => {
  const path = realData(name);
  return path ? windowsOf(path) : [];
});

describe.skipIf(real.length === 0)("real windows (skipped without the recorded data sets)", () => {
  test.each(real.map((window) => [window.repo, window.id, window] as const))("%s %s", (_repo, _id, window) => {
    const { ledger, findings, markdown } = told(window);
    expect(findings).toEqual([]);
    expect(ledger).toHaveLength(window.pulls.length);
    expect(markdown.split(/\s+/).length).toBeLessThan(MOST_WORDS);
  });

  test("three pairs of the first week of May cancel out, and nothing tells of them", () => {
    const window = real.find(({ id }) => id === "week-2026-05-04");
    const { cancelled, report } = told(window as Window); // Safe: the data sets are here.
    const numbers = [12788, 13716, 13738, 13811, 13820, 13847];
    expect(cancelled.toSorted()).toEqual(numbers.map((number) => `cloudflare/workers-sdk#${number}`));
    const shown = [...report.items, ...report.grouped].flatMap(({ prs }) => prs);
    expect(shown.filter((pr) => cancelled.includes(pr))).toEqual([]);
  });

  test.each([
    ["astral-sh/uv", 0.8, 0.92],
    ["cloudflare/workers-sdk", 0.98, 0.99],
  ])("%s: what is told is what its maintainers announced (precision ≥ %d, recall ≥ %d)", (repo, precision, recall) => {
    const windows = real.filter((window) => window.repo === repo);
    const cited = windows.flatMap((window) => told(window).report.items.flatMap(({ prs }) => prs));
    const announced = new Set(windows.flatMap((window) => [...window.announced]));
    const right = cited.filter((pr) => announced.has(pr)).length;
    expect(right / cited.length).toBeGreaterThanOrEqual(precision);
    expect(right / announced.size).toBeGreaterThanOrEqual(recall);
  });
});
