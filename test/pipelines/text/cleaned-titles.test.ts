import { expect, test } from "vitest";
import { cleanTitle } from "../../../pipelines/text/rules/clean-title.ts";
import { sentenceOf } from "../../../pipelines/text/rules/sentence.ts";
import { pull } from "../../support/pulls.ts";

const said = (title: string, area = "") => cleanTitle(title, { area, isFix: false });

test.each([
  ["feat:", "A feature without a title"],
  ["fix():", "A fix without a title"],
  ["🎉", "A change without a title"],
  ["[WIP]", "A change without a title"],
  ["ABC-124", "A change for ABC-124"],
  ["🔖 2.1.0", "Release 2.1.0"],
  ["3.0.0-rc.1", "Release 3.0.0-rc.1"],
  ["Release/2026-03-18", "Release 2026-03-18"],
  ["dev -> main", "Merge dev into main"],
  ["Merge branch 'feature/foo' into main", "Merge feature/foo into main"],
  ["Merge pull request #12 from acme/dev", "Merge acme/dev"],
])("%s says all that it can: %s", (title, text) => {
  expect(said(title)).toBe(text);
});

test.each([
  ["[wrangler] Fix stub injection when bundle:false (fixes …", "Wrangler", "Fix stub injection when bundle:false"],
  ["[Experiment] send pages to workers", "", "[Experiment] send pages to workers"],
  ["Slack: show the week", "Slack", "Show the week"],
  ["Slack - show the week", "Slack", "Show the week"],
  ["Slack - show the week", "", "Slack - show the week"],
  ["✨(slack) show the week", "Slack", "Show the week"],
  ["Fix issue #12: show the week", "", "Show the week"],
  ["Slack: show the week", "", "Slack: show the week"],
  ["fix(api): API: page lists", "API", "Page lists"],
  ["feat(docs): search across all spaces", "", "Search across all spaces (docs)"],
  ['Revert "Slack: show the week"', "", "Rolled back: Slack: show the week"],
])("of %s, below the area %j, no word gets lost", (title, area, text) => {
  expect(said(title, area)).toBe(text);
});

test.each([
  ["fix: Fixed the the crash", "Fixed the crash"],
  ["Add a a map to to the page", "Add a map to the page"],
  ["Add `the the` to the the page", "Add `the the` to the page"],
  ["Log in in the browser", "Log in in the browser"],
])("a doubled word of %s is written once", (title, text) => {
  expect(said(title)).toBe(text);
});

test.each([
  ["App crashes when the file is empty", "Fixed: app crashes when the file is empty"],
  ["wrong total in the cart", "Fixed: wrong total in the cart"],
  ["Missing translations for German", "Fixed: missing translations for German"],
  ["search doesn't work with quotes", "Fixed: search doesn't work with quotes"],
  ["crash on empty file", "Fixed: crash on empty file"],
  ["Can't log in with Google", "Fixed: can't log in with Google"],
  ["`sum()` returns the wrong value", "Fixed: `sum()` returns the wrong value"],
  ["Upload of large files fails", "Fixed: Upload of large files fails"],
  ["TypeError when the list is empty", "Fixed: TypeError when the list is empty"],
  ["`read()` hangs on Windows", "Fixed: `read()` hangs on Windows"],
  ["Handle crashes when the file is empty", "Handle crashes when the file is empty"],
  ["Don't crash on start", "Don't crash on start"],
  ["App no longer crashes on start", "App no longer crashes on start"],
  ["Reject null instead of crashing", "Reject null instead of crashing"],
  ["labels keep their size", "Labels keep their size"],
  ["invalid tokens are rejected", "Invalid tokens are rejected"],
  ["skip files that do not exist", "Skip files that do not exist"],
  ["parser loses comments", "Fixed: parser loses comments"],
  ["parser mishandles comments", "Fixed: parser mishandles comments"],
  ["error is shown twice", "Fixed: error is shown twice"],
  ["reminders are sent too early", "Fixed: reminders are sent too early"],
  ["rows are duplicated after a retry", "Fixed: rows are duplicated after a retry"],
  ["parser keeps comments", "Parser keeps comments"],
  ["empty lines are ignored", "Empty lines are ignored"],
  ["report twice a day", "Report twice a day"],
  ["warn when reminders are sent too early", "Warn when reminders are sent too early"],
  ["ensure labels don't overlap", "Ensure labels don't overlap"],
])("the fix %j is told as %j", (title, text) => {
  expect(said(`fix: ${title}`)).toBe(text);
  expect(cleanTitle(title, { area: "", isFix: true })).toBe(text);
});

test("a fix that was taken back is not told as the fault that it mended", () => {
  expect(said('Revert "fix: app crashes on start"')).toBe("Rolled back: the fix for “app crashes on start”");
});

test("a title that only names what it closes is called as that is, and one that was cut off is whole again", () => {
  const closes = [{ ref: "acme/harbor#399", title: "Crash on an empty file" }];
  expect(sentenceOf(pull(1, "Fix #399", { closes }), { area: "", isFix: true })).toBe("Fixed: crash on an empty file");
  expect(sentenceOf(pull(1, "Fix #398", { closes }), { area: "", isFix: true })).toBe("Fix #398");
  const cut = pull(1, "Keep the config when the secrets are de…", { body: "…fined\n\nAs they were." });
  expect(sentenceOf(cut, { area: "", isFix: true })).toBe("Keep the config when the secrets are defined");
});

test("a fix that is called as the issue that it closes tells what was wrong", () => {
  const told = (title: string, issue: string) =>
    sentenceOf(pull(1, title, { closes: [{ ref: "acme/harbor#3", title: issue }] }), { area: "", isFix: true });
  const spinner = "Commit spinner blocks the passphrase prompt";
  expect(told(`fix(cli): ${spinner}`, spinner.toLowerCase())).toBe(`Fixed: ${spinner}`);
  expect(told(`fix: ${spinner}`, "Spinner is in the way")).toBe(spinner);
  expect(told("Fix #3", "Clock shows yesterday instead of today")).toBe(
    "Fixed: Clock shows yesterday instead of today",
  );
  expect(told("fix: Add a clock to the map", "Add a clock to the map")).toBe("Add a clock to the map");
  expect(told("fix: The map should have a clock", "The map should have a clock")).toBe("The map should have a clock");
  expect(told("fix: Dark mode", "Dark mode")).toBe("Dark mode");
});
