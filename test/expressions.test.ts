import { expect, test } from "vitest";
import { expressionsOfProduct } from "./support/expressions/find.ts";
import { type Cost, costOf, LONGEST_CHARS, MOST_MS } from "./support/expressions/measure.ts";

const expressions = expressionsOfProduct();

test("no expression of the product reads a hostile text for long", () => {
  // The same expression costs the same wherever it stands.
  const costs = new Map<string, Cost>();
  for (const { pattern } of expressions) {
    if (!costs.has(String(pattern))) costs.set(String(pattern), costOf(pattern));
  }
  const judged = expressions.map((one) => ({ ...one, cost: costs.get(String(one.pattern)) as Cost }));
  const [slowest] = judged.toSorted((a, b) => b.cost.ms - a.cost.ms);
  console.info(
    `${expressions.length} expressions (${costs.size} different) on up to ${LONGEST_CHARS} characters; the slowest: ${slowest && said(slowest)}`,
  );
  expect(judged.filter(({ cost }) => cost.ms > MOST_MS).map(said)).toEqual([]);
});

test("expressions are found wherever they stand: in modules, in texts that become one, behind zod's formats", () => {
  expect(expressions.length).toBeGreaterThan(600);
  const kinds = {
    module: expressions.some(({ file }) => file.startsWith("pipelines/")),
    made: expressions.some(({ file, pattern }) => file.endsWith("numerals.ts") && pattern.source.includes("CVE-")),
    format: expressions.some(({ file, pattern }) => file === "app/config.ts" && pattern.source.includes("@")),
  };
  expect(kinds).toEqual({ module: true, made: true, format: true });
});

test.each([
  ["a run behind a run", /^(\w+) +(.+)$/],
  ["a run that each of its characters begins", /[ \t]+$/m],
  ["a beginning that never ends", /\[([^\]]*)\]/],
  ["runs in a run", /^(?:[a-z]+\s?)+$/],
  ["what is looked ahead to", /a(?=.*z)/g],
])("the measure notices %s", (_kind, pattern) => {
  expect(costOf(pattern).ms).toBeGreaterThan(MOST_MS);
});

function said({ file, line, pattern, cost }: { file: string; line: number; pattern: RegExp; cost: Cost }): string {
  return `${file}:${line} ${pattern}: ${Math.round(cost.ms)} ms for ${cost.chars} characters, ${cost.recipe}`;
}
