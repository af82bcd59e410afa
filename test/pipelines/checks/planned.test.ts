import { expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import type { Finding } from "../../../webhooks/contract/finding.ts";
import type { Report } from "../../../webhooks/contract/report.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

const OPEN = { merged_at: null, merge_sha: null };
const EVIDENCE = [
  pull(1, "feat: a tide table for each berth", { released: null }),
  pull(2, "feat: pay by phone at the pier", { ...OPEN, stands: "open", body: "People pay where they moor." }),
  pull(3, "Added a map of the harbour", { ...OPEN, stands: "draft" }),
  pull(4, "fix: bills come twice", { ...OPEN, stands: "open" }),
  pull(5, "feat: show released berths now", { ...OPEN, stands: "open" }),
];
const { report, facts, markdown } = wholeReport(EVIDENCE, { analysis_type: "whats_next" });
const PAY = "acme/harbor#2";

const isOfPlans = ({ check }: Finding) => check === "S11";
const saying = (text: string): Report => ({
  ...report,
  items: report.items.map((item) => (item.prs.includes(PAY) ? { ...item, text } : item)),
});
const found = (one: Report) => checkReport(one, facts).filter(isOfPlans);

test("what the rules write of what is to come is said as that, whatever its title says", () => {
  expect(report.items.map(({ kind, text }) => [kind, text])).toEqual([
    ["coming", "A tide table for each berth"],
    ["planned", "Pay by phone at the pier"],
    ["planned", "A fix for: bills come twice"],
    ["planned", "Show released berths now"],
    ["drafted", "Add a map of the harbour"],
  ]);
  expect(markdown).toMatch(/## Merged, not released yet[^]*## Planned, in review[^]*## Planned, still a draft/);
  expect(checkReport(report, facts).filter(({ severity }) => severity === "fault")).toEqual([]);
  expect(checkText(markdown, facts).filter(({ severity }) => severity === "fault")).toEqual([]);
});

test.each([
  "Paying by phone has shipped",
  "Boats now pay by phone at the pier",
  "Paying by phone is available at the pier",
  "Added paying by phone at the pier",
  "Pay by phone, released for the pier",
  "Berths have gained paying by phone",
  "Boats no longer need coins at the pier",
  "Paying by phone was added at the pier",
  "We added paying by phone",
  "Paying has become possible by phone",
  "A payment that has shipped",
  "A phone that is now taken at the pier",
])("“%s” says as done what is only planned", (text) => {
  expect(found(saying(text))).toEqual([
    expect.objectContaining({ severity: "fault", prs: [PAY], message: expect.stringContaining("only planned") }),
  ]);
});

test.each([
  "Pay by phone at the pier",
  "Paying by phone at the pier will be released with a later version",
  "Boats can pay by phone once it is merged",
  "Paying by phone, not available yet",
  "Show what has changed since the last bill",
  "Pay for boats that have been moored by phone",
  "Skip bills that are already paid",
  "Forget phones that are no longer in use",
  "A warning at each berth that has open bills",
  "A boat may pay whose berth has need of it",
  "A list of released berths, by phone",
])("“%s” is said as what is to come", (text) => {
  expect(found(saying(text))).toEqual([]);
});

test("an open one is neither counted among what was merged, nor told in one item with it, nor as another kind", () => {
  const grouped = { ...report, grouped: [{ label: "1 more change", prs: [PAY] }] };
  const joined = saying("Pay by phone");
  const [first] = joined.items;
  const mixed = { ...joined, items: [{ ...first!, prs: [...first!.prs, PAY] }] };
  const asDone = { ...report, items: report.items.map((item) => ({ ...item, kind: "feature" as const })) };

  expect(found(grouped)).toEqual([expect.objectContaining({ message: expect.stringContaining("counts #2 among") })]);
  expect(found(mixed)).toEqual([expect.objectContaining({ message: expect.stringContaining("is not merged") })]);
  expect(checkReport(asDone, facts).filter(({ check }) => check === "S9").length).toBe(4);
});

test("an opening that says all of it as shipped is a fault of the agent, and a question to a person", () => {
  const intro = "Much was shipped for berths.";
  expect(found({ ...report, intro })).toEqual([expect.objectContaining({ severity: "fault", part: "intro" })]);
  const text = markdown.replace("Pay by phone at the pier", "Paying by phone has shipped");
  expect(checkText(text, { ...facts, by: "person" }).filter(isOfPlans)).toEqual([
    expect.objectContaining({ severity: "flag" }),
  ]);
});

test("of what was merged nothing of this is asked", () => {
  const merged = wholeReport([pull(1, "feat: a tide table"), pull(2, "Added a map")]);
  expect(checkText(merged.markdown, merged.facts).filter(isOfPlans)).toEqual([]);
});
