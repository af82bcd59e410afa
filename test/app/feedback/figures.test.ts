import { expect, test } from "vitest";
import { lastMondays, mondayOf } from "../../../app/clock/weeks.ts";
import { figuresByWeek, figuresOf, reasonsIn } from "../../../app/feedback/figures.ts";
import { feedbackRow } from "../../support/feedback-row.ts";

test("accepted is what people left of what the agent told; what they added counts for nobody", () => {
  const rows = [
    feedbackRow({ kept: 5, moved: 1, edited: 2, removed: 0, added: 9 }),
    feedbackRow({ kept: 0, edited: 1, removed: 1 }),
  ];
  expect(figuresOf(rows).acceptance).toBeCloseTo(6 / 10);
});

test("the text in the middle speaks for effort and time, not one that waited for weeks", () => {
  const at = (hours: number) => new Date(Date.parse("2026-11-16T09:00:00Z") + hours * 3_600_000);
  const rows = [1, 2, 900].map((hours) =>
    feedbackRow({ drafted_at: at(0), approved_at: at(hours), effort: hours / 1_000 }),
  );
  expect(figuresOf(rows)).toMatchObject({ hours: 2, effort: 0.002 });
});

test("findings are an average over the texts that were checked", () => {
  const rows = [
    feedbackRow({ faults: 1, flags: 2 }),
    feedbackRow({ faults: 0, flags: 0 }),
    feedbackRow({ faults: null, flags: null }),
  ];
  expect(figuresOf(rows).findings).toBe(1.5);
});

test("of nothing nothing is known", () => {
  expect(figuresOf([])).toMatchObject({ texts: 0, acceptance: null, effort: null, hours: null, findings: null });
});

test("a week begins on Monday, on the clocks of whoever looks", () => {
  const sunday = new Date("2026-11-15T23:30:00Z");
  expect([mondayOf(sunday, "UTC"), mondayOf(sunday, "Europe/Berlin")]).toEqual(["2026-11-09", "2026-11-16"]);
  expect(lastMondays(new Date("2026-03-30T00:30:00Z"), "UTC", 3)).toEqual(["2026-03-16", "2026-03-23", "2026-03-30"]);
});

test("a week without an approved text stays empty in its place", () => {
  const rows = [feedbackRow({ approved_at: new Date("2026-11-17T09:00:00Z") })];
  const weeks = figuresByWeek(rows, ["2026-11-09", "2026-11-16", "2026-11-23"], "UTC");
  expect(weeks.map(({ texts }) => texts)).toEqual([0, 1, 0]);
});

test("reasons are counted over all texts", () => {
  const counts = reasonsIn([feedbackRow({ reasons: { wrong: 2 } }), feedbackRow({ reasons: { wrong: 1, tone: 1 } })]);
  expect([...counts]).toEqual([
    ["wrong", 3],
    ["tone", 1],
  ]);
});
