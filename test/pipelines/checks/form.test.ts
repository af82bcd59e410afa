import { expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import { breaksOff } from "../../../pipelines/checks/unfinished.ts";
import { saidAgain, sentenceAgain } from "../../../pipelines/checks/own-words-again.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

test.each([
  "Adds a map of parcels and the",
  "Fixes the list when parcels arrive or",
  "The list can be sorted by",
  "Adds support in the list for",
  "Lists are cached for the map of",
  "When we retrieve the list of parcels, this is like",
  "A map of parcels, the list,",
  "A map, with a list –",
  "The list reads the parcels again from the metadata-",
  "A map that shows what is…",
  "A map that shows what is...",
  "一覧をめくる、",
])("“%s” breaks off", (text) => {
  expect(breaksOff(text)).toBe(true);
});

test.each([
  "Adds a map of parcels",
  "Shows what the list of parcels is for",
  "A branch to merge the list of parcels into, and one to merge from",
  "The list says what it is sorted by",
  "On the map, one sees what the list looks like",
  "The map is on and the list is off",
  "Lists load as fast as they can.",
  "Zeigt die Parzellen der Liste auf der Karte an",
  "Adds a map for plan A",
  "Allows it in and/or",
  "Adds the map to the `and`",
])("“%s” does not", (text) => {
  expect(breaksOff(text)).toBe(false);
});

test("a command at the end may be called like a word after which more has to come", () => {
  expect(breaksOff("The map of parcels works in the  for", ["for"])).toBe(false);
});

test.each([
  ["It is easier to manage and manage", "manage"],
  ["The map map is faster", "map"],
  ["It is a list that is not a list that is not", "a list that is not"],
  ["A list or list of parcels", "list"],
  ["It makes the list easier to read, and the list easier to read again", "the list easier to"],
  ["The lock file is a lock file of a lock file", "lock file"],
  ["The [map] bump [map] bump from 22.0.6 to 22.0.7", "map bump"],
])("“%s” says its own words again", (text, again) => {
  expect(saidAgain(text)).toBe(again);
});

test.each([
  "Shows a map. The map loads at once",
  "Lists load more and more parcels, again and again",
  "Screen readers tell it, instead of “button, button”",
  "Use the Harbor High registry in the Harbor High region",
  "The first of the lists and the last of the parcels",
  "Upgrade react to 19.1 and react-dom to 19.1",
  "It is what it is, is it?",
])("“%s” does not say again", (text) => {
  expect(saidAgain(text)).toBeNull();
});

test.each([
  ["Reads the list. It is done by the team. It is done by the team", "it is done by the team"],
  ["Show the map. Show the map of lists. Show the map", "show the map"],
])("“%s” has a sentence twice", (text, again) => {
  expect(sentenceAgain(text)).toBe(again);
});

test.each([
  "Shows the map. Shows the map of parcels",
  "Lists load more: see the docs. Maps load less",
  "No. No. It works",
  "Breaking: a map; a change without a title. Security: a list; a change without a title",
])("“%s” has none twice", (text) => {
  expect(sentenceAgain(text)).toBeNull();
});

/** What is found of one item that a model wrote about one pull request. */
function found(text: string, title: string, body = ""): string[] {
  const { facts } = wholeReport([pull(1, title, { body })]);
  const items = [{ kind: "fix", area: "", text, prs: ["acme/harbor#1"], highlight: false }];
  const report = { schema_version: "1", headline: "Harbor", intro: null, items, grouped: [], omitted: [] };
  return checkReport(report, facts).flatMap(({ check, severity, message }) =>
    severity === "fault" && /^S[68]/.test(check) ? [message.replace("The item of #1 ", "")] : [],
  );
}

test.each([
  ["Fixes it", "fix: sort parcels of the list by weight", "says nothing of what changed."],
  ["Fixes the list", "fix: sort heavy parcels of the long list by weight", "says less than its title."],
  [
    "`check` rejects lockfiles",
    "fix: reject unformatted lockfiles in check",
    "leaves out “unformatted”, which its title says.",
  ],
])("“%s” is too little for “%s”", (text, title, said) => {
  expect(found(text, title)).toEqual([said]);
});

test.each([
  ["Sorts parcels by weight", "fix: sort parcels of the list by weight"],
  ["`pg` is at 8.23.1", "build(deps): bump pg from 8.22.0 to 8.23.1 in /services/api of harbor"],
  ["`check` rejects lockfiles that are not formatted", "fix: reject unformatted lockfiles in check"],
  ["`check` rejects unformatted lockfiles", "fix: reject unformatted lockfiles in check"],
  ["Adds `uv`", "feat: add uv to the image of the build"],
  ["修复", "fix: sort heavy parcels of the long list by weight"],
  ["Lists say their weight", "fix: sort heavy parcels of the long list by weight"],
])("“%s” is enough for “%s”", (text, title) => {
  expect(found(text, title, "The weight says the order")).toEqual([]);
});

test("a person may say as little as they like, and trail off", () => {
  const { facts } = wholeReport([pull(1, "fix: reject unformatted lockfiles in check"), pull(2, "feat: a map")]);
  const text = "# Harbor\n\n- Rejects lockfiles (#1)\n- A map, and more … (#2)\n";
  const about = checkText(text, { ...facts, by: "person" }).filter(({ check }) => /^S[68]/.test(check));
  expect(about).toEqual([]);
});

test("what a title itself says again, or leaves open, nobody has to mend who repeats it", () => {
  expect(found("Show the map map of parcels", "feat: show the map map of a parcel")).toEqual([]);
});

test("a sentence that stands there twice is one too many, and two that differ in their code are two", () => {
  const title = "feat: options for maps and lists";
  expect(found("Takes an option for maps. Takes an option for maps.", title)).toEqual([
    "says “takes an option for maps” twice.",
  ]);
  expect(found("Takes an option `maps`. Takes an option `lists`.", title, "Options are `maps` and `lists`.")).toEqual(
    [],
  );
});
