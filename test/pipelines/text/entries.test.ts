import { expect, test } from "vitest";
import { entriesOf, entryFilesOf } from "../../../pipelines/text/entries.ts";

const added = (path: string, additions = 3, deletions = 0) => ({ path, additions, deletions });
const none = new Map<string, string | null>();
const said = (body: string) => entriesOf({ number: 7, files: [], body }, none);

test("a line of a changelog, a fragment and a changeset are the author's word", () => {
  const files = [
    added("src/map.ts"),
    added("CHANGELOG.md", 1),
    added("news/7.feature.rst"),
    added(".changeset/map.md"),
  ];
  expect(entryFilesOf(files).map(({ from }) => from)).toEqual(["changelog", "fragment", "changeset"]);
});

test("a release, which gathers them, says nothing of its own", () => {
  expect(entryFilesOf([added("CHANGELOG.md", 40), added("news/7.rst", 0, 3), added("news/8.rst", 0, 2)])).toEqual([]);
  const many = Array.from({ length: 9 }, (_, at) => added(`packages/p${at}/CHANGELOG.md`));
  expect(entryFilesOf([...many, added("package.json")])).toEqual([]);
});

test("who changes nothing but the changelog tells of what others changed", () => {
  expect(entryFilesOf([added("CHANGELOG.md"), added("packages/map/CHANGELOG.md")])).toEqual([]);
  expect(entryFilesOf([added("CHANGELOG.md"), added("docs/upgrade.md")])).toHaveLength(1);
  expect(entryFilesOf([added("CHANGELOG.md", 1, 9), added("src/map.ts")])).toEqual([]);
});

test("who mends the words of a piece that was there, and makes nothing, tells nothing of their own", () => {
  expect(entryFilesOf([added(".changeset/map.md", 1, 1), added(".changeset/README.md", 1)])).toEqual([]);
  expect(entryFilesOf([added(".changeset/map.md", 2, 1), added("src/map.ts")])).toHaveLength(1);
});

test("what they say is read: of a changelog the line that names the number, of a changeset the text and the largest bump", () => {
  const texts = new Map([
    ["CHANGELOG.md", "# Next\n- Fix a clock (#70)\n- Add **a map** ([#7](https://github.com/acme/harbor/pull/7))\n"],
    [
      ".changeset/map.md",
      '---\n"@acme/map": minor\n"@acme/app": patch\n---\n\nShow where a parcel is.\n\nWith a map.\n',
    ],
    ["news/7.feature.rst", "Parcels have a map.\n"],
  ]);
  const files = [added("src/map.ts"), ...[...texts.keys()].map((path) => added(path))];
  expect(entriesOf({ number: 7, files, body: "" }, texts)).toEqual([
    { from: "changelog", text: "Add **a map** ([#7](https://github.com/acme/harbor/pull/7))" },
    { from: "changeset", text: "Show where a parcel is. With a map.", bump: "minor" },
    { from: "fragment", text: "Parcels have a map." },
  ]);
});

test.each([
  ["```release-note\nShow where a parcel is.\n```", "Show where a parcel is."],
  ["What\n\nRelease Notes:\n\n- Show where a parcel is.\n\nMore", "Show where a parcel is."],
  ["**Release notes:**\nShow where a parcel is.", "Show where a parcel is."],
  ["changelog: Show where a parcel is.", "Show where a parcel is."],
])("a release note in the description: %j", (body, text) => {
  expect(said(body)).toEqual([{ from: "release_note", text }]);
});

test.each(["```release-note\nNONE\n```", "Release Notes:\n\n- N/A", "changelog: none", "```release-note\n```"])(
  "%j says that there is nothing to tell",
  (body) => expect(said(body)).toEqual([{ from: "release_note", text: null, bump: "none" }]),
);

test("a description without such a block says neither", () => {
  expect(said("It changes the release notes: see below.\n\nWe had no changelog: sad.")).toEqual([]);
});
