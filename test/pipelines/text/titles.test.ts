import { expect, test } from "vitest";
import { cleanTitle } from "../../../pipelines/text/rules/clean-title.ts";
import { readTitle } from "../../../pipelines/text/title.ts";
import fc from "../../support/chance.ts";

const said = (title: string, area = "") => cleanTitle(title, { area, isFix: false });

test.each([
  ["fix(api): keep the old `eta` field.", "Keep the old `eta` field"],
  ["  :bug: feat: add   a map (#12) ", "Add a map"],
  ["[2.x] Don't send twice", "Don't send twice"],
  ["fix(print): labels keep their size (2.x)", "Labels keep their size"],
  ['Revert "feat(api): limit look-ups (#7)"', "Rolled back: limit look-ups"],
  ["Reland: write in batches", "Back again: write in batches"],
  ['Revert of "write in batches"', "Rolled back: write in batches"],
  ["revert(api): write in batches", "Rolled back: write in batches"],
  ["createTestHarness API", "createTestHarness API"],
  ["keep numbers \u202eleft\u202c in e\u200b-mails", "Keep numbers left in e-mails"],
])("%s is written as %s", (title, text) => {
  expect(said(title)).toBe(text);
});

test.each([
  ["ABC-124: Add receipts"],
  ["ABC-124 | Add receipts"],
  ["ABC-124 - Add receipts"],
  ["ABC-124, ABC-125: add receipts"],
  ["ABC-124; add receipts"],
  ["[ABC-124] Add receipts"],
  ["[ABC-124][ABC-125] add receipts"],
  ["(ABC-124) add receipts"],
  ["feat(ABC-124): add receipts"],
  ["feat: [ABC-124] - add receipts"],
  ["Add receipts (ABC-124)"],
  ["Add receipts [ABC-124]"],
  ["Add receipts - ABC-124"],
  ["#12: add receipts"],
  ["[#12] add receipts"],
  ["Issue #12: add receipts"],
  ["Bug 12 - add receipts"],
  ["Add receipts -- closes #12"],
  ["Add receipts - WIP"],
  ["Add receipts, closes #12"],
  ["Add receipts. Closes #12"],
  ["Add receipts (#12) (#13)"],
  ["[WIP] Add receipts"],
  ["WIP: feat: add receipts"],
  ["Draft: add receipts"],
  ["[DO NOT MERGE] add receipts"],
  ["Add receipts [WIP]"],
  ["[1/3] Add receipts"],
  ["(2/n) add receipts"],
  ["Add receipts (2/n)"],
  ["fixup! feat: add receipts"],
  ["Add receipts [skip ci]"],
  ["Re: add receipts"],
  ["Backport #11 to v2: add receipts"],
  ["Automated cherry pick of #11 #12: add receipts"],
  ["Fixed #11 -- add receipts"],
  ["Closes #11 Add receipts"],
  ["gh-12345: Add receipts"],
  ["HDDS-124. Add receipts"],
  ["[ABC-124][FOLLOWUP] Add receipts"],
  ["Add receipts (main)"],
  ["Backport PR #11 on branch v2.x (Add receipts)"],
  ["[Bugfix] add receipts"],
  ["[CI/Build] add receipts"],
  ["ENH: add receipts"],
  ["MINOR: add receipts"],
  ["NO-JIRA: add receipts"],
  ["[eng-124] add receipts"],
  ["🍒 Cherry-pick: add receipts (#11)"],
  ["feat: feature: add receipts"],
  ["feat : add receipts"],
  ["feat (web): add receipts"],
  ["feat(web) add receipts"],
  ["feat - add receipts"],
  ["(feat) add receipts"],
  ["✨ :sparkles: feat: 👩‍💻 add receipts"],
  ["feature/add-receipts"],
  ["Feature/add receipts"],
  ["feature/ABC-124-add-receipts"],
  ["mira/abc-124-add-receipts"],
  ["Mira/abc 124/add receipts"],
  ['"Add receipts'],
  ['"Add receipts"'],
  ["Add receipts`"],
  ["Add receipts ("],
  ["Add receipts)"],
  ["Add receipts.,"],
])("what says nothing of the change is left out of %s", (title) => {
  expect(said(title)).toBe("Add receipts");
});

test.each([
  ["UTF-8 file names are kept"],
  ["SHA-256 hashing on ARM"],
  ["Add map..."],
  ["Use `regex!`"],
  ["Fix `a``b` and stray ` tick"],
  ["Support :memory: databases"],
  ["Support smileys :)"],
  ["[data-theme] selectors are kept"],
  ["[...slug] routes are matched"],
  ["[id].tsx pages are rendered"],
  ["build:docs script fails on Windows"],
  ["Fix conflicting diagnostics for `--[no-]upgrade` and --[no-]refresh"],
  ["Input/output redirection"],
  ["Input/output 12 times faster"],
  ["Fix/improve error messages"],
  ["WIP limits for boards"],
  ["React Router v7 -> v8"],
  ["Escape &lt;tags&gt;"],
  ["Move C:\\temp\\new to ./src/."],
  ["1/3 of the tiles are cached"],
  ["UTF-8. All of it"],
  ["Sort by day - or by week"],
])("%s stays as it is", (title) => {
  expect(said(title)).toBe(title);
});

test("a long title is cut between words and never inside code", () => {
  const text = said(`Add ${"many words and ".repeat(8)} \`some code that is long enough to be cut off\``);
  expect(text.length).toBeLessThanOrEqual(140);
  expect(text).toMatch(/\w…$/);
  expect(text.match(/`/g)).toBeNull();
});

const front = fc.constantFrom(
  ..."feat: |fix(api): |fix!: |[wrangler] |Slack: |ABC-12: |ABC-12 |[ABC-12] |#12: |[WIP] |WIP: |[1/3] |(2/n) |✨ |:bug: ".split(
    "|",
  ),
  ...'Backport: |[2.x] |fixup! |Revert "|Reland: |feature/|"|[|(|Merge '.split("|"),
);
const exact = fc.constantFrom(
  ..."`--[no-]upgrade`|--[no-]refresh|--foo=bar|`a.b()`|`the the`|src/app.ts|./a/b-c/|packages/x/index.ts|v2.1.0-rc.1|3.14".split(
    "|",
  ),
  ..."C:\\temp\\new|std::map|@acme/ui|snake_case|createApp|`[x]`|`(`|UTF-8|node:fs|*.ts|$HOME/.x".split("|"),
);
const word = fc.constantFrom(
  ..."add the the map a bug crashes when not dev main in for Fix wip to (x) 2 no".split(" "),
);
const tail = fc.constantFrom(
  ...' (#12)|.|!!| (ABC-12)| - ABC-12|, closes #12| [WIP]| (2/n)| (fixes …|…| (2.x)|)|]|"|;'.split("|"),
);
const titles = fc
  .tuple(
    fc.array(front, { maxLength: 4 }),
    fc.array(word, { minLength: 1, maxLength: 3 }),
    fc.array(fc.oneof(word, exact), { maxLength: 5 }),
    word,
    fc.array(tail, { maxLength: 3 }),
  )
  .map(([fronts, first, middle, last, tails]) => ({
    title: `${fronts.join("")}${[...first, ...middle, last].join(" ")}${tails.join("")}`,
    kept: middle.filter((part) => /[^a-z():!]/i.test(part) && !/^\d$/.test(part)),
  }));
const tolds = fc.record({ area: fc.constantFrom("", "API", "Wrangler"), isFix: fc.boolean() });

test("whatever a title is made of, its sentence says something, keeps code, flags and paths, and cleaned again is the same", () => {
  fc.assert(
    fc.property(titles, tolds, ({ title, kept }, told) => {
      const text = cleanTitle(title, told);
      expect(text.trim()).not.toBe("");
      expect(cleanTitle(text, told)).toBe(text);
      if (!text.endsWith("…")) for (const part of kept) expect(text).toContain(part);
    }),
    { numRuns: 2_000 },
  );
});

test("any text is a title, and is read to its end", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), tolds, (title, told) => {
      const text = cleanTitle(title, told);
      expect(text.trim()).not.toBe("");
      expect(readTitle(text).text).toBe(readTitle(readTitle(text).text).text);
    }),
    { numRuns: 1_000 },
  );
});
