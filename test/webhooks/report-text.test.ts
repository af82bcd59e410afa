import fc from "../support/chance.ts";
import { expect, test } from "vitest";
import {
  citation,
  ledgerOfText,
  normalise,
  readBlocks,
  readItems,
  splitCitations,
} from "../../webhooks/contract/report-text.ts";
import { line } from "../support/app.ts";

const ONE = [{ repo: "acme/harbor", base_branch: "main" }];
const TWO = [...ONE, { repo: "acme/harbor-web", base_branch: "main" }];

test.each([
  ["a browser's line ends", "a\r\nb\r\n", "a\nb\n"],
  ["an old Mac's line ends", "a\rb", "a\nb\n"],
  ["letters in two parts", "Cafe\u0301", "Caf\u00e9\n"],
  ["blanks at line ends", "a  \t\nb ", "a\nb\n"],
  ["empty lines at the end", "a\n\n\n", "a\n"],
  ["nothing but white space", " \r\n\t\n", ""],
  ["nothing", "", ""],
  ["a character that PostgreSQL cannot store", "a\u0000b", "ab\n"],
])("normalise mends %s", (_what, raw, normal) => {
  expect(normalise(raw)).toBe(normal);
});

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom("a", "e\u0301", " ", "\t", "\n", "\r\n", "\r", "#12", "acme/x#3", "- ", "# ", "`", "\u2028"),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join("")),
);

test("normalising twice is normalising once, and line ends never make a difference", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const normal = normalise(text);
      expect(normalise(normal)).toBe(normal);
      expect(normalise(normal.replaceAll("\n", "\r\n"))).toBe(normal);
      expect(normal).not.toMatch(/\r|[ \t]\n|\0/);
      expect(normal === "" || /[^\n]\n$/.test(normal)).toBe(true);
    }),
  );
});

test("a citation is short with one source and whole with several", () => {
  expect(citation("acme/harbor#12", ONE)).toBe("#12");
  expect(citation("acme/harbor#12", TWO)).toBe("acme/harbor#12");
});

test.each([
  ["(#12)", ["acme/harbor#12"]],
  ["#1, #2 and #3.", ["acme/harbor#1", "acme/harbor#2", "acme/harbor#3"]],
  ["acme/other#7", ["acme/other#7"]],
  ["see acme/harbor#12, #13", ["acme/harbor#12", "acme/harbor#13"]],
  ["Fixes #12:", ["acme/harbor#12"]],
  ["#0 and #012", []],
  ["#12a and x#12", []],
  ["page/#12", []],
  ["&#39;", []],
  ["C#7", []],
  ["#12345678901", []],
  ["# 12", []],
])("%j cites %j", (text, refs) => {
  expect(splitCitations(text, ONE).flatMap(({ ref }) => ref ?? [])).toEqual(refs);
});

test("with several sources a bare number names nothing", () => {
  expect(splitCitations("#12 and acme/harbor-web#3", TWO)).toEqual([
    { text: "#12 and ", ref: null },
    { text: "acme/harbor-web#3", ref: "acme/harbor-web#3" },
  ]);
});

test("the pieces of a text are the text, whatever it is", () => {
  fc.assert(
    fc.property(texts, fc.constantFrom(ONE, TWO), (text, sources) => {
      expect(
        splitCitations(text, sources)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }),
  );
});

const refs = fc.tuple(fc.constantFrom(...TWO), fc.integer({ min: 1, max: 99_999 })).map(([s, n]) => `${s.repo}#${n}`);
const words = fc.stringMatching(/^[a-z ,.]{0,20}$/);

test("a citation that was written is read back", () => {
  fc.assert(
    fc.property(refs, words, words, (ref, before, after) => {
      const text = `${before} ${citation(ref, TWO)} ${after}`;
      expect(splitCitations(text, TWO).flatMap((piece) => piece.ref ?? [])).toEqual([ref]);
    }),
  );
});

const REPORT = `# Faster search (#1)

Thanks to all, see #2.

## Search
- Answers in half the time (#12, #12, [#13](https://x.test/#99))
  - a detail of #14
- \`#15\` is code

\`\`\`
#16
\`\`\`

> Someone said #17

## Also merged
- Dependencies: #18, #19
`;

test("items are the list items and paragraphs that cite; headings and code are not", () => {
  expect(readItems(REPORT, ONE).map(({ kind, prs, line: at, section }) => [kind, at, section, prs.join(" ")])).toEqual([
    ["paragraph", 3, "Faster search (#1)", "acme/harbor#2"],
    ["list_item", 6, "Search", "acme/harbor#12 acme/harbor#13"],
    ["list_item", 7, "Search", "acme/harbor#14"],
    ["paragraph", 14, "Search", "acme/harbor#17"],
    ["list_item", 17, "Also merged", "acme/harbor#18 acme/harbor#19"],
  ]);
});

test("blocks are read from any text, each at a line of it", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const block of readBlocks(text, ONE)) expect(block.line).toBeLessThanOrEqual(lines);
    }),
  );
});

test("the ledger of a changed text says what is cited, what is grouped, and what people took out", () => {
  const ledger = [
    line("acme/harbor#12", "omitted"),
    line("acme/harbor#18", "cited"),
    line("acme/harbor#20", "cited"),
    line("acme/harbor#21", "grouped"),
    line("acme/harbor#22", "omitted"),
    line("acme/harbor#23", "cancelled"),
  ];

  expect(
    ledgerOfText(REPORT, ONE, ledger).map(({ pr, disposition, reason }) => [pr.slice(12), disposition, reason]),
  ).toEqual([
    ["12", "cited", null],
    ["18", "grouped", null],
    ["20", "omitted", "by_person"],
    ["21", "omitted", "by_person"],
    ["22", "omitted", "ci"],
    ["23", "cancelled", null],
  ]);
});

test("a line that counts a group without naming its numbers still counts them", () => {
  const grouped = (number: number, group: string) => ({
    ...line(`acme/harbor#${number}`),
    disposition: "grouped" as const,
    reason: null,
    group,
  });
  const ledger = [
    line("acme/harbor#1"),
    grouped(2, "2 more fixes"),
    grouped(3, "2 more fixes"),
    grouped(4, "1 release"),
  ];
  const after = (text: string) => ledgerOfText(text, ONE, ledger).map(({ disposition }) => disposition);

  expect(after("- Add a map (#1)\n\n## Also merged\n\n- 2 more fixes\n")).toEqual([
    "cited",
    "grouped",
    "grouped",
    "omitted",
  ]);
  expect(after("- Add a map (#1)\n\n## Also merged\n\n- More fixes.\n- 1 release (#4)\n")).toEqual([
    "cited",
    "grouped",
    "grouped",
    "grouped",
  ]);
  expect(after("- Add a map (#1)\n\n2 more fixes\n")).toEqual(["cited", "omitted", "omitted", "omitted"]);
});

test("whatever people write, each pull request stands in the ledger once and no other appears", () => {
  fc.assert(
    fc.property(texts, fc.uniqueArray(refs, { maxLength: 8 }), (text, prs) => {
      const ledger = prs.map((pr) => line(pr));
      const after = ledgerOfText(text, TWO, ledger);
      expect(after.map(({ pr }) => pr)).toEqual(prs);
      expect(ledgerOfText(text, TWO, after).map((one) => one.disposition)).toEqual(after.map((one) => one.disposition));
    }),
  );
});
