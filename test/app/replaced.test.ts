import { describe, expect, test } from "vitest";
import { replacedLines, replacedText } from "../../app/updates/replaced.ts";
import type { Replaced } from "../../webhooks/contract/events.ts";

const sources = [{ repo: "acme/shop", base_branch: "main" }];
const TEXT = `# Shop

## New

- Add export of orders (#1, ada)
- A checklist for new shops (#3, ada)

## Fixed

- Keep the cursor where it was (#2, ada)

## Also merged

- 3 more fixes (#5, #6, #7)
`;
const mark = (what: Replaced["what"], ...numbers: number[]): Replaced => {
  return { what, prs: numbers.map((number) => `acme/shop#${number}`), because: `Because of ${what}.` };
};
const MARKS = [mark("opening"), mark("sentence", 2), mark("section", 3), mark("label", 5, 6)];
const linesOf = (text: string, marks = MARKS) =>
  replacedLines(text, TEXT, marks, sources).lines.map(({ what, line }) => `${what} ${line}`);

describe("what the rules wrote is marked", () => {
  test("at its line, wherever that is by now", () => {
    expect(linesOf(TEXT)).toEqual(["opening null", "section 6", "sentence 10", "label 14"]);
    expect(linesOf(TEXT.replace("- Add export", "- A thing of our own\n- Add export"))).toContain("sentence 11");
  });

  test("until somebody edits that line, or takes it out", () => {
    expect(linesOf(TEXT.replace("Keep the cursor", "We keep the cursor"))).not.toContain("sentence 10");
    expect(linesOf(TEXT.replace(/- Keep.*\n/, ""))).toEqual(["opening null", "section 6", "label 13"]);
  });

  test("where an opening was left out, until somebody writes one", () => {
    expect(linesOf(TEXT.replace("# Shop\n", "# Shop\n\nA good week.\n"))).not.toContain("opening null");
  });

  test("in each line of an item that takes several", () => {
    const two = TEXT.replace("(#2, ada)", "(#2, ada)\n- Keep the cursor where it was (#8, ada)");
    expect(replacedLines(two, two, [mark("sentence", 2, 8)], sources).lines).toHaveLength(2);
  });

  test("nowhere in a text that somebody wrote from scratch", () => {
    expect(linesOf("All is well (#2).\n", [mark("sentence", 2)])).toEqual([]);
  });
});

test.each([
  [[], ""],
  [[mark("sentence", 2)], "The rules wrote 1 of 3 lines instead of the model"],
  [[mark("sentence", 1), mark("sentence", 2), mark("sentence", 3)], "The rules wrote all 3 lines instead of the model"],
  [[mark("section", 2)], "The rules mended what the model wrote"],
])("%# how many they wrote is said in one sentence", (marks, said) => {
  expect(replacedText(replacedLines(TEXT, TEXT, marks, sources))).toBe(said);
});
