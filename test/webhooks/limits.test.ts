import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ANALYSIS, OMIT_REASONS, REASONS, TONES, WINDOWS } from "../../app/words.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { analysisTypes, reasons, tones } from "../../webhooks/contract/parameters.ts";
import { EVENT_BOUNDS } from "../../webhooks/contract/read-json.ts";
import { omitReasons } from "../../webhooks/contract/report.ts";
import { MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";

const contract = readFileSync(join(import.meta.dirname, "../../webhooks/contract/README.md"), "utf8");
const said = (number: number) => number.toLocaleString("en");

test.each([
  `of up to ${said(LIMITS.idempotency_key_chars)} characters`,
  `at most ${LIMITS.sources} sources`,
  `at most ${LIMITS.window_days} days`,
  `at most ${said(LIMITS.address_chars)} characters`,
  `at most ${said(MAX_TEXT_CHARS)} characters`,
  `${said(EVENT_BOUNDS.values)} values, ${said(EVENT_BOUNDS.members)} members in one object, or ${EVENT_BOUNDS.depth} levels`,
])("the contract's own page says “%s”", (words) => {
  expect(contract).toContain(words);
});

test.each([
  ["analysis types", analysisTypes, ANALYSIS.map(({ value }) => value)],
  ["tones", tones, TONES.map(({ value }) => value)],
  ["reasons", reasons, REASONS.map(({ value }) => value)],
  ["reasons to leave something out", omitReasons, Object.keys(OMIT_REASONS)],
])("the %s of the contract are all that people may choose or read", (_what, there, shown) => {
  expect([...shown].sort()).toEqual([...there].sort());
});

test("every kind of window has its words", () => {
  for (const { label, told } of Object.values(WINDOWS)) expect([label, told]).not.toContain("");
});
