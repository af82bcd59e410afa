import { describe, expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import type { CheckFacts } from "../../../pipelines/checks/facts.ts";
import { renderReport } from "../../../pipelines/text/render.ts";
import { report as reportSchema, type Report } from "../../../webhooks/contract/report.ts";
import { breakable, type Breakage, instructions, nonce } from "../../support/breakable.ts";
import { breakages } from "../../support/breakages.ts";
import { week, wholeReport } from "../../support/pulls.ts";

const whole = wholeReport(breakable);
const known = { ...whole.facts, window: week, prompts: [instructions], nonce };
const named = breakages.map((breakage) => [breakage.check, breakage.name, breakage] as const);

function inReport({ break: broken, facts }: Breakage) {
  return checkReport(broken(whole.report), { ...known, ...facts });
}

/** What the report reads like once it is rendered; the same text when there is nothing to render. */
function inText({ break: broken, facts }: Breakage, by: CheckFacts["by"]) {
  const read = reportSchema.safeParse(broken(whole.report));
  const report: Report = read.data ?? whole.report;
  return checkText(renderReport(report, breakable, whole.facts.sources), { ...known, ...facts, by });
}

test("nothing is found before anything is broken", () => {
  expect(checkReport(whole.report, known)).toEqual([]);
  expect(checkText(whole.markdown, known)).toEqual([]);
  expect(checkText(whole.markdown, { ...known, by: "person" })).toEqual([]);
});

describe.each(named)("%s: %s", (check, _name, breakage) => {
  test(`is a ${breakage.agent} in a writer's report`, () => {
    expect(severities(inReport(breakage), check)).toEqual([breakage.agent]);
  });

  test(`is ${breakage.person ? `a ${breakage.person}` : "no finding"} in a person's text`, () => {
    expect(severities(inText(breakage, "person"), check)).toEqual(breakage.person ? [breakage.person] : []);
  });

  test("says what to do, in words that end", () => {
    for (const { message, fix } of inReport(breakage)) expect(`${message} ${fix}`).toMatch(/^\S.*[.”] \S.*\.$/);
  });
});

/** Each severity once. */
function severities(findings: ReturnType<typeof checkReport>, check: string) {
  return [...new Set(findings.filter((finding) => finding.check === check).map(({ severity }) => severity))];
}

/** H1, H2 … H13, S1 … */
const byNumber = (one: string, other: string) => one.localeCompare(other, "en", { numeric: true });

test("every hard check is broken at least once", () => {
  const hard = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13].map((number) => `H${number}`);
  expect([...new Set(breakages.map(({ check }) => check))].sort(byNumber)).toEqual([
    ...hard,
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S8",
    "S9",
  ]);
});

test.each(named.filter(([check, name]) => /^(?:H[78]|H1[013]|S.)$/.test(check) && !name.includes("opening")))(
  "%s, %s, names the pull requests that a writer has to mend",
  (check, _name, breakage) => {
    const findings = inReport(breakage).filter((finding) => finding.check === check);
    expect(findings.every(({ prs, message }) => prs.length > 0 && message.includes("#"))).toBe(true);
  },
);

test("a finding about the opening says so, and names no pull request", () => {
  const openings = breakages.filter(({ name }) => name.includes("opening"));
  const findings = openings.flatMap((breakage) => inReport(breakage));
  expect(findings.length).toBeGreaterThanOrEqual(openings.length);
  expect(findings.every(({ prs, message }) => prs.length === 0 && message.startsWith("The opening "))).toBe(true);
});

test("a report and the text it renders to give one finding and not two, where both have it", () => {
  for (const breakage of breakages.filter(({ check }) => check === "H7" || check === "H8" || check === "H13")) {
    const inBoth = new Set(inReport(breakage).map(({ key }) => key));
    const doubled = inText(breakage, "agent").filter(({ check, key }) => check === breakage.check && !inBoth.has(key));
    expect([breakage.name, doubled.map(({ message }) => message)]).toEqual([breakage.name, []]);
  }
});
