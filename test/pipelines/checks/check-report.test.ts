import { expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

const pulls = [
  pull(1, "feat(api)!: page all lists"),
  pull(2, "Add a map"),
  pull(3, "feat: a checklist"),
  pull(4, 'Revert "feat: a checklist"', { body: "Reverts acme/harbor#3" }),
  pull(5, "ci: cache"),
  pull(6, "Version Packages"),
];
const { report, facts } = wholeReport(pulls);
const [breaking, map] = report.items;
const item = (prs: string[], kind = "feature") => ({ kind, area: "", text: "A checklist", prs, highlight: false });

test("the rules writer's report has no findings", () => {
  expect(checkReport(report, facts)).toEqual([]);
});

test("leaving a cancelled one out by name is right as well", () => {
  const omitted = [...report.omitted, { pr: "acme/harbor#3", reason: "reverted" }];
  expect(checkReport({ ...report, omitted }, facts)).toEqual([]);
});

test.each([
  ["an unknown field", { ...report, extra: 1 }, "H1", "Unrecognized key"],
  ["no report at all", "Here is your report", "H1", "the answer: "],
  ["an empty item", { ...report, items: [breaking, { ...map, text: " " }] }, "H1", "items.1.text is empty."],
  [
    "a citation of nothing",
    { ...report, items: [...report.items, item(["acme/harbor#99"])] },
    "H2",
    "#99 is not among",
  ],
  ["an omission of nothing", { ...report, omitted: [...report.omitted, { pr: "o/r#1", reason: "ci" }] }, "H2", "o/r#1"],
  ["a claim of nothing", { ...report, items: [...report.items, item([])] }, "H3", "names no pull request"],
  ["something forgotten", { ...report, omitted: [] }, "H4", "#6 was merged, and nothing says"],
  [
    "told and counted",
    { ...report, grouped: [{ label: "2", prs: ["acme/harbor#5", "acme/harbor#2"] }] },
    "H4",
    "#2 stands in two",
  ],
  ["in two groups", { ...report, grouped: [...report.grouped, ...report.grouped] }, "H4", "#5 stands in two places."],
  [
    "a breaking change left out",
    { ...report, items: [map], omitted: [...report.omitted, { pr: "acme/harbor#1", reason: "policy" }] },
    "H5",
    "#1 is a breaking change",
  ],
  [
    "something undone",
    { ...report, items: [...report.items, item(["acme/harbor#3"])] },
    "H9",
    "#3 was undone again in this window, by #4.",
  ],
  [
    "something undone, counted",
    { ...report, grouped: [...report.grouped, { label: "x", prs: ["acme/harbor#3"] }] },
    "H9",
    "#3 was undone",
  ],
])("%s is found", (_name, value, check, message) => {
  expect(checkReport(value, facts)).toContainEqual(
    expect.objectContaining({ check, severity: "fault", message: expect.stringContaining(message) }),
  );
});

test("what was undone may be told as rolled back", () => {
  const items = [...report.items, item(["acme/harbor#3", "acme/harbor#4"], "rolled_back")];
  expect(checkReport({ ...report, items }, facts)).toEqual([]);
});
