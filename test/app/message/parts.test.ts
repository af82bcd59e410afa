import { expect, test } from "vitest";
import { blocksOf, type MessageBlock } from "../../../app/message/message.ts";
import { partsOf } from "../../../app/message/parts.ts";
import { renderParts } from "../../../app/message/render.ts";
import { MAX_MESSAGE_CHARS, MAX_TEXT_CHARS } from "../../../webhooks/contract/text-limit.ts";

const CONTEXT = { sources: [{ repo: "acme/harbor", base_branch: "main" }], ledger: [] };
const filled = (unit: string, chars = MAX_TEXT_CHARS) => unit.repeat(Math.floor(chars / unit.length));

/** The same blocks; each says when it is drawn: that is when its tokens are read. */
function watched(blocks: readonly MessageBlock[]): { blocks: MessageBlock[]; drawn: () => number } {
  let drawn = 0;
  const seen = blocks.map(({ kind, tokens }) => ({
    kind,
    get tokens() {
      drawn += 1;
      return tokens;
    },
  }));
  return { blocks: seen, drawn: () => drawn };
}

test.each([
  ["headings", "# a\n"],
  ["a list", "- a (#1)\n"],
  ["paragraphs", "words\n\n"],
  ["headings with a sentence each", "## a\n\nwords and words\n\n"],
])("each block of %s is drawn once, however many messages they become", (_what, unit) => {
  const { blocks, drawn } = watched(blocksOf(filled(unit), CONTEXT));

  const parts = partsOf(blocks);

  expect(drawn()).toBe(blocks.length);
  expect(parts.flatMap((part) => part.blocks)).toHaveLength(blocks.length);
  expect(parts.length).toBeGreaterThan(1);
  for (const { markdown } of parts) expect(markdown.length).toBeLessThanOrEqual(MAX_MESSAGE_CHARS);
});

test("nothing but headings fills its messages, instead of becoming one message for each of them", () => {
  const drawn = blocksOf(filled("# a\n"), CONTEXT).length * "# a\n\n".length;
  expect(renderParts(filled("# a\n"), CONTEXT)).toHaveLength(Math.ceil(drawn / MAX_MESSAGE_CHARS));
});

test("headings of all six levels go along with what they are the headings of", () => {
  const headings = "# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f\n\n";
  const [first, second] = partsOf(blocksOf(`${"x".repeat(10_400)}\n\n${headings}${"y".repeat(200)}`, CONTEXT));
  expect(first?.markdown).toBe("x".repeat(10_400));
  expect(second?.markdown).toBe(`${headings}${"y".repeat(200)}`);
});

test("a paragraph of nothing but links is written once, not again for each of them", () => {
  const ledger = [{ pr: "acme/harbor#1", url: "https://github.test/1" }];
  const [payload] = renderParts(filled("#1 ", 900), { ...CONTEXT, ledger });
  expect(payload?.payload.blocks[0]).toEqual({
    type: "markdown",
    text: filled("[#1](https://github.test/1) ", 900 * 9 + 300).trim(),
  });
});

test.each([
  ["lists", (depth: number) => filled("- ", depth * 2), 9],
  ["quotes", (depth: number) => filled("> ", depth * 2), 19],
])("%s stand so deep inside each other and no deeper, for what is deeper would be lost", (_what, nested, deepest) => {
  expect(JSON.stringify(renderParts(`${nested(deepest)}word`, CONTEXT))).toContain("word");
  expect(() => renderParts(`${nested(deepest + 1)}word`, CONTEXT)).toThrow("Lists or quotes stand too deep");
});
