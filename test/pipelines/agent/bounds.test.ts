import fc from "../../support/chance.ts";
import { expect, test } from "vitest";
import {
  endReason,
  loopReason,
  wrapUpReason,
  type Bounds,
  type Spent,
} from "../../../pipelines/report/agent/bounds.ts";
import { beginDraft } from "../../../pipelines/report/agent/draft.ts";
import { computeMaxSteps } from "../../../pipelines/templates/max-steps.ts";
import { spec } from "../../../pipelines/report/what-shipped.ts";

const bounds: Bounds = { ...spec.limits, max_iterations: 4, tokens: 100_000 };
const nothing: Spent = { model_calls: 0, tokens: 0, elapsed_ms: 0, steps_left: 40 };
const begun = beginDraft({
  job: "share",
  id: "s",
  title: "s",
  messages: [],
  rung: "json_schema",
  bounded: false,
  answer_tokens: 1,
  tries_left: 4,
  reads: true,
});

test("the table of compute_max_steps is right", () => {
  expect([1, 2, 3, 4, 8, 9, 1e9].map((n) => computeMaxSteps(spec, n))).toEqual([36, 38, 40, 42, 50, 50, 50]);
});

test("more iterations never mean fewer steps, and nothing means more than the cap", () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), (a, b) => {
      const [fewer, more] = [computeMaxSteps(spec, Math.min(a, b)), computeMaxSteps(spec, Math.max(a, b))];
      const both = [computeMaxSteps(spec, a), computeMaxSteps(spec, b)];
      expect(both.every((steps) => Number.isInteger(steps) && steps >= 36 && steps <= spec.limits.steps_most)).toBe(
        true,
      );
      if (Number.isFinite(a) && Number.isFinite(b)) expect(more).toBeGreaterThanOrEqual(fewer);
    }),
  );
  expect([NaN, Infinity, -Infinity, -1, 0, 0.5].map((n) => computeMaxSteps(spec, n))).toEqual([36, 36, 36, 36, 36, 36]);
});

test("what goes in a circle of two to five is seen, whatever came before", () => {
  const call = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 100, max: 999 }).map(String)),
      fc.uniqueArray(call, { minLength: 2, maxLength: 5 }),
      (before, circle) => {
        expect(loopReason([...before, ...circle, ...circle], 9)).toContain(
          `the same ${circle.length} things in a circle`,
        );
      },
    ),
  );
});

test("different calls are no loop", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.string()), (calls) => loopReason(calls, 2) === null));
});

test.each<[string, Partial<Spent>, Partial<typeof begun>, RegExp]>([
  ["rounds", {}, { rounds: 4 }, /4 rounds/],
  ["look-ups", {}, { used: { model_calls: 1, tool_calls: 12, tokens: 1 } }, /12 look-ups/],
  ["model calls", { model_calls: 90 }, {}, /90 model calls/],
  ["tokens", { tokens: 70_000 }, {}, /70,000 tokens/],
  ["time", { elapsed_ms: 4 * 60_000 }, {}, /time/],
  ["turns", { steps_left: 15 }, {}, /turns/],
  ["the same call", {}, { asked: ["a", "a", "a"] }, /the same thing 3 times/],
])("reading is wrapped up near the bound of %s, and the reason named", (_name, spent, draft, reason) => {
  expect(wrapUpReason(begun, nothing, bounds)).toBeNull();
  expect(wrapUpReason({ ...begun, ...draft }, { ...nothing, ...spent }, bounds)).toMatch(reason);
});

test("whatever is spent, there is a wrap-up before there is an end", () => {
  const spending = fc.record({
    model_calls: fc.nat(200),
    tokens: fc.nat(200_000),
    elapsed_ms: fc.nat(20 * 60_000),
    steps_left: fc.integer({ min: -5, max: 60 }),
  });
  fc.assert(
    fc.property(spending, (spent) => {
      if (endReason(spent, bounds)) expect(wrapUpReason(begun, spent, bounds)).not.toBeNull();
    }),
  );
});
