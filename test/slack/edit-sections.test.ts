import { expect, test } from "vitest";
import { editModal, readOpened, typedText } from "../../app/slack/blocks/draft-edit.ts";
import { joinText, MAX_SECTION_CHARS, MAX_SECTIONS, splitText } from "../../app/slack/blocks/draft-sections.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import fc from "../support/chance.ts";

const line = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.constantFrom(
    "# Head",
    "## Head",
    "- item (#12)",
    "  - nested",
    "```",
    "~~~",
    "",
    "",
    "> quote",
    "x".repeat(3_500),
  ),
  fc.string({ unit: "grapheme", minLength: 2_000, maxLength: 4_000 }),
);
const texts = fc.array(line, { maxLength: 40 }).map((lines) => normalise(lines.join("\n")));

test("a text that is cut into inputs and put together again is the same text, to the byte", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const sections = splitText(text);
      if (!sections) return;
      expect(
        joinText(
          sections.map((one) => one.text),
          sections.map(({ gap }) => gap),
        ),
      ).toBe(text.trim() === "" ? "" : text);
    }),
    { numRuns: 500 },
  );
});

test("no input is longer than Slack takes, none begins a list, and there are never more than eight", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const sections = splitText(text) ?? [];
      expect(sections.length).toBeLessThanOrEqual(MAX_SECTIONS);
      for (const one of sections) expect(one.text.length).toBeLessThanOrEqual(MAX_SECTION_CHARS);
    }),
    { numRuns: 300 },
  );
});

test("each heading begins an input that is named after it", () => {
  const sections = splitText("Intro\n\n## Highlights\n\n- a\n\n## Fixes\n\n- b\n");

  expect(sections?.map(({ label }) => label)).toEqual(["Text", "Highlights", "Fixes"]);
});

test("what looks like a heading inside code does not", () => {
  expect(splitText("```\n# not a heading\n```\n")).toHaveLength(1);
});

test("more than eight headings share inputs", () => {
  const many = Array.from({ length: 20 }, (_, n) => `## Part ${n}\n\n- item\n`).join("\n");

  expect(splitText(many)?.length).toBeLessThanOrEqual(MAX_SECTIONS);
});

test("a text that is too long for a modal is not cut", () => {
  expect(splitText(Array.from({ length: 12 }, (_, n) => `## ${n}\n\n${"word ".repeat(560)}\n`).join("\n"))).toBeNull();
});

test("the modal is one that Slack opens, and gives back the text that it was opened with", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const sections = splitText(text);
      if (!sections) return;
      const update = {
        id: "019a0000-0000-7000-8000-000000000001",
        number: 1,
        revision: 2,
        channel: { name: "x" },
        url: "https://pulse.test/1",
      };
      const view = editModal({ kind: "correct", update, digest: "d", sections });
      if (!view) return;
      checkView(view, "modal");
      const opened = readOpened(view.private_metadata ?? "");
      const values = Object.fromEntries(sections.map(({ text: typed }, index) => [`section_${index}`, typed]));
      expect(typedText(values, opened)).toBe(text.trim() === "" ? "" : text);
    }),
    { numRuns: 200 },
  );
});

test("an input that was emptied leaves no gap behind", () => {
  expect(joinText(["# A\n\n- a", "", "## C"], ["\n\n", "\n\n", "\n"])).toBe("# A\n\n- a\n\n## C\n");
});
