import { expect, test } from "vitest";
import { microsOf, moneyText } from "../../../pipelines/models/budget/money.ts";

test.each([
  [4_800_000, "$4.80"],
  [0, "$0.00"],
  [50_000, "$0.05"],
  [12_500, "$0.0125"],
  [40, "less than $0.0001"],
])("%d millionths of a dollar read as %s", (micros, said) => {
  expect(moneyText(micros)).toBe(said);
});

test("what is set aside is rounded up to a millionth, and crumbs of the calculation are not", () => {
  expect([0.07, 0.0000001, 0, 4.8].map(microsOf)).toEqual([70_000, 1, 0, 4_800_000]);
});
