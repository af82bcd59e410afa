import { expect, test } from "vitest";
import { byChance } from "../../../pipelines/policies/learn/chance.ts";

test.each([
  [3, 3, 0.5, 0.125],
  [8, 10, 0.5, 56 / 1024],
  [0, 10, 0.2, 1],
  [451, 500, 0.9, 0.478],
  [1_001, 2_000, 0.5, 0.491],
  [1_500, 2_000, 0.5, 0],
])("so many as %i of %i, each with %f, come about by chance like that: %f", (yes, of, share, likely) => {
  expect(byChance(yes, of, share)).toBeCloseTo(likely, 2);
});

test("where all do so, or none, there is no chance in it", () => {
  expect([byChance(5, 5, 1), byChance(0, 5, 0), byChance(1, 5, 0)]).toEqual([1, 1, 0]);
});
