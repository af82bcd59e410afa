import { describe, expect, test } from "vitest";
import { compareTexts, countFates } from "../../../webhooks/contract/compare-texts.ts";
import { editEffort } from "../../../app/feedback/edit-effort.ts";
import { wordDistance } from "../../../webhooks/contract/word-edits.ts";
import { MAX_TEXT_CHARS } from "../../../webhooks/contract/text-limit.ts";

const SOURCES = [{ repo: "acme/harbor", base_branch: "main" }];
const DRAFT = `# Faster search

The week in one line.

## Highlights

- Search answers in half the time (#12)
- The login page remembers you (#13)

## Fixes

- Labels print on A6 (#14)
- \`--fast\` is read again (#15)
`;

const compared = (approved: string, draft = DRAFT) => compareTexts(draft, approved, SOURCES);
const fatesOf = (approved: string, draft = DRAFT) =>
  compared(approved, draft).items.map(({ fate, before, after }) => [fate, before?.prs[0] ?? after?.prs[0]]);
const fateOf = (pr: string, approved: string, draft = DRAFT) =>
  fatesOf(approved, draft).find(([, one]) => one === `acme/harbor#${pr}`)?.[0];

describe("what became of each item", () => {
  test("a text that went out as it was written keeps every item, and nobody worked on it", () => {
    expect(countFates(compared(DRAFT).items)).toEqual({ kept: 4, moved: 0, edited: 0, removed: 0, added: 0 });
    expect(compared(DRAFT).word_edits).toBe(0);
    expect(editEffort(DRAFT, DRAFT)).toBe(0);
  });

  test("other words about the same pull request are an edit, however different", () => {
    expect(fateOf("12", DRAFT.replace("Search answers in half the time", "Finding things got quicker"))).toBe("edited");
  });

  test("what stands in code is part of the words", () => {
    expect(fateOf("15", DRAFT.replace("`--fast`", "`--slow`"))).toBe("edited");
  });

  test("another bullet and another line break are no edit", () => {
    expect(fateOf("12", DRAFT.replace("- Search answers in half", "* Search answers\n  in half"))).toBe("kept");
  });

  test("an item that nobody tells any more was removed, and one that nobody had told was added", () => {
    const approved = DRAFT.replace("- Labels print on A6 (#14)\n", "- Thank you for 200 reports (#99)\n");
    expect(fateOf("14", approved)).toBe("removed");
    expect(fateOf("99", approved)).toBe("added");
  });

  test("the same words under another heading were moved", () => {
    const approved = DRAFT.replace("- Labels print on A6 (#14)\n", "").replace(
      "time (#12)\n",
      "time (#12)\n- Labels print on A6 (#14)\n",
    );
    expect(fatesOf(approved)).toContainEqual(["moved", "acme/harbor#14"]);
    expect(fateOf("13", approved)).toBe("kept");
  });

  test("a heading that is only called otherwise has moved nothing", () => {
    expect(fateOf("14", DRAFT.replace("## Fixes", "## Mended"))).toBe("kept");
  });

  test("an item whose citations were changed is found by what it says", () => {
    expect(fateOf("13", DRAFT.replace("remembers you (#13)", "remembers you (#13, #16)"))).toBe("edited");
  });

  test("two items that became one line are both edits: nothing that is still told counts as removed", () => {
    const approved = DRAFT.replace("- The login page remembers you (#13)\n", "").replace(
      "half the time (#12)",
      "half the time, and the login page remembers you (#12, #13)",
    );
    expect(countFates(compared(approved).items)).toMatchObject({ edited: 2, removed: 0, added: 0 });
  });

  test("of several items that cite the same, the ones most alike belong together", () => {
    const draft = "- Search is fast (#12)\n- Search is tested (#12)\n";
    expect(countFates(compared("- Search is tested (#12)\n- Search is very fast (#12)\n", draft).items)).toMatchObject({
      kept: 1,
      edited: 1,
    });
  });

  test("each item has a key of its own that stays when others are changed", () => {
    const twice = "- Small fixes (#12)\n- Small fixes (#12)\n";
    const keys = compared(twice, twice).items.map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
    expect(compared(DRAFT.replace("A6", "A4")).items.map(({ key }) => key)).toEqual(
      compared(DRAFT).items.map(({ key }) => key),
    );
  });
});

describe("how much work it was", () => {
  test("word edits count words put in, taken out and exchanged, against the words of the approved text", () => {
    const { word_edits } = compared("- Search is quick (#12)\n", "- Search is fast (#12)\n");
    expect(word_edits).toBeCloseTo(1 / 5);
  });

  test("the effort grows with what people wrote themselves", () => {
    const [one, all] = [
      DRAFT.replace("half the time", "a third of the time"),
      "# Other\n\n- Nothing of it was of any use to us (#12)\n",
    ];
    const efforts = [DRAFT, one, all].map((approved) => editEffort(DRAFT, approved));
    expect(efforts).toEqual(efforts.toSorted((a, b) => a - b));
    expect(efforts[1]).toBeLessThan(0.25);
    expect(efforts[2]).toBeGreaterThan(0.5);
  });

  test("a long text that is hardly changed costs hardly anything, beyond what zlib looks back as well", () => {
    const long = Array.from({ length: 600 }, (_, n) => `- Änderung ${n * 7919} an Teil ${n} 日本語 (#${n + 1})`).join(
      "\n",
    );
    expect(Buffer.byteLength(long)).toBeGreaterThan(25_000);
    expect(editEffort(long, long.replace("Teil 5 ", "Stück 5 "))).toBeLessThan(0.02);
  });

  test.each([
    [[], [], 0],
    [["a", "b"], [], 2],
    [["a", "b", "c"], ["a", "x", "c", "d"], 2],
    [["a", "b"], ["b", "a"], 2],
  ])("from %j to %j are %i words", (before, after, distance) => {
    expect(wordDistance(before, after)).toBe(distance);
  });

  test("of two texts with thousands of items that cite alike, each item is paired in its order", () => {
    const items = (word: string) =>
      Array.from({ length: 3_000 }, (_, n) => `- ${word}${n} (#1)`)
        .join("\n")
        .slice(0, MAX_TEXT_CHARS);
    const [one, other] = [items("a"), items("b")];
    const { removed, added, kept } = countFates(compared(other, one).items);
    expect([removed, added, kept]).toEqual([0, 0, 0]);
  });

  test("two long texts that have no word in common differ in every word", () => {
    const [before, after] = ["a", "b"].map((word) => Array.from({ length: 8_000 }, (_, n) => `${word}${n}`));
    expect(wordDistance(before ?? [], after ?? [])).toBe(8_000);
  });
});
