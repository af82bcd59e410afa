import { expect, test } from "vitest";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import type { CheckFacts } from "../../../pipelines/checks/facts.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

const BODY =
  "The parser takes generic types now. They were refused before, with an error that named no place in the file at all, so that people had to look for it.";

/** What was merged as “Support Map<string, List<T>> in the parser” by Ada and Mira. */
const read = { body: BODY, merge_sha: null };
const cut = pull(1, "Support Map&gt; in the parser", { ...read, doubts: ["title", "co_authors"] });
const whole = pull(1, "Support Map> in the parser", read);

function found(text: string, one: typeof cut, by: CheckFacts["by"]) {
  const { facts } = wholeReport([one]);
  return checkText(`- ${text} (#1)\n`, { ...facts, by }).map(({ check, severity, message }) => ({
    check,
    severity,
    message,
  }));
}

test.each([
  "The parser supports `Map<string, List<T>>`.",
  "The parser supports generic types in 3 places.",
  "The parser supports generic types, by Grace.",
  "The parser never refuses generic types.",
])("a person who writes what the title lost is not told that it is nowhere: %s", (text) => {
  expect(found(text, cut, "person")).toEqual([]);
  expect(found(text, whole, "person")).not.toEqual([]);
});

test("a writer had no more than what was read, and is told so", () => {
  expect(found("The parser supports `Map<string, List<T>>`.", cut, "agent")).toMatchObject([
    { check: "S3", severity: "fault", message: expect.stringMatching(/, as far as it was read\.$/) as string },
  ]);
});

test("a sign of HTML may be written either way", () => {
  expect(found("The parser supports `Map>`.", cut, "agent")).toEqual([]);
  expect(found("The parser supports `Map&gt;`.", cut, "agent")).toEqual([]);
});

test("what the rules make of a title that was cut in its middle is no fault of theirs", () => {
  const titles = ["Fix crash when i", "fix: handle  and  components", "Support Map&gt; in the parser", "feat: add "];
  const pulls = titles.map((title, at) => pull(at + 1, title, { doubts: ["title"] }));
  const { markdown, facts } = wholeReport(pulls);

  expect(checkText(markdown, facts).filter(({ severity }) => severity === "fault")).toEqual([]);
});

test("what may have lost text offers no only answer", () => {
  const offersOf = (more: object) => {
    const { facts } = wholeReport([pull(1, "Add `--fast-mode` to the import", more)]);
    return checkText("- The import takes `--fastmode` now. (#1)\n", facts).flatMap(({ offer }) => offer ?? []);
  };

  expect(offersOf({ body: BODY })).toHaveLength(1);
  expect(offersOf({ body: BODY, doubts: [] })).toEqual([]);
});
