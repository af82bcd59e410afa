import { describe, expect, test } from "vitest";
import { checkText } from "../../../pipelines/checks/check-text.ts";
import { CHECK_PACK } from "../../../pipelines/checks/facts.ts";
import { harbor, pull, web, wholeReport } from "../../support/pulls.ts";

const pulls = [
  pull(1, "feat(api)!: page all lists"),
  pull(2, "feat: a map for `harbor track`"),
  pull(3, "fix: the empty list", { author: { login: "okafor", kind: "human" } }),
  pull(4, "feat: a checklist"),
  pull(5, 'Revert "feat: a checklist"', { body: "Reverts acme/harbor#4" }),
  pull(6, "ci: cache"),
  pull(7, "Version Packages"),
  pull(8, "security: hide tokens"),
];
const { markdown, facts, ledger } = wholeReport(pulls);

/** "H2 fault: message" of what is found after one thing was changed. */
function findings(text: string, by: "agent" | "person" = "agent"): string[] {
  return checkText(text, { ...facts, by }).map(({ check, severity, message }) => `${check} ${severity}: ${message}`);
}

const withLine = (line: string) => markdown.replace("## New\n", `## New\n\n${line}`);
const withIntro = (sentence: string) => markdown.replace("8 pull requests by 2 people", sentence);

test("a clean text has no findings, whoever wrote it", () => {
  expect(findings(markdown)).toEqual([]);
  expect(findings(markdown, "person")).toEqual([]);
});

test.each([
  ["a citation of nothing", withLine("- Foo (#99)"), "H2 fault: #99 is not among the pull requests that were read."],
  ["another repository's", withLine("- Foo (o/r#3)"), "H2 fault: o/r#3 is not among the pull requests that were read."],
  [
    "in the headline",
    markdown.replace("# Harbor", "# Harbor #98"),
    "H2 fault: #98 is not among the pull requests that were read.",
  ],
  ["a claim of nothing", withLine("- Much faster now"), "H3 fault: “Much faster now” names no pull request."],
  ["a paragraph beside the items", `${markdown}\nAll good.\n`, "H3 fault: “All good.” names no pull request."],
  ["an invented number", withIntro("41 pull requests"), "H3 fault: The opening says 41, which no item says."],
  ["a name", withIntro("8 pull requests by @ada"), "H3 fault: The opening says @ada, which no item says."],
  ["foreign code", withIntro("8 `rm -rf` pull requests"), "H3 fault: The opening says `rm -rf`, which no item says."],
  ["told twice", markdown.replace("(#6)", "(#6, #3)"), "H4 fault: #3 stands in two places."],
  ["an item lost", markdown.replace(/^- The empty list.*\n/m, ""), "H4 fault: The text has lost #3."],
  ["a group lost", markdown.replace(/^- 1 internal.*\n/m, ""), "H4 fault: The text has lost #6."],
  [
    "a breaking change lost",
    markdown.replace("(#1, mira)", "(#2)"),
    "H5 fault: #1 is a breaking change, and the text does not tell of it.",
  ],
  [
    "a security fix lost",
    markdown.replace("(#8, mira)", "(#2)"),
    "H5 fault: #8 is a security change, and the text does not tell of it.",
  ],
  [
    "a breaking change only counted",
    markdown.replace("(#1, mira)", "(#2)").replace("(#6)", "(#6, #1)"),
    "H5 fault: #1 is a breaking change, and the text does not tell of it.",
  ],
  [
    "a link elsewhere",
    withLine("- [Map](https://evil.example/pull/2) (#2)"),
    "H6 fault: The link to https://evil.example/pull/2 leads away from what was read.",
  ],
  [
    "a bare address",
    withLine("- Map https://evil.example (#2)"),
    "H6 fault: The link to https://evil.example leads away from what was read.",
  ],
  [
    "an autolink",
    withLine("- Map <https://evil.example> (#2)"),
    "H6 fault: The link to https://evil.example leads away from what was read.",
  ],
  [
    "a link without https",
    withLine("- [Map](http://github.com/acme/harbor/pull/2) (#2)"),
    "H6 fault: The link to http://github.com/acme/harbor/pull/2 leads away from what was read.",
  ],
  [
    "another repository",
    withLine("- [Map](https://github.com/acme/other/pull/2) (#2)"),
    "H6 fault: The link to https://github.com/acme/other/pull/2 leads away from what was read.",
  ],
  [
    "a host before an @",
    withLine("- [Map](https://github.com@evil.example/acme/harbor/pull/2) (#2)"),
    "H6 fault: The link to https://github.com@evil.example/acme/harbor/pull/2 leads away from what was read.",
  ],
  [
    "another page there",
    withLine("- [Map](https://github.com/acme/harbor/settings) (#2)"),
    "H6 fault: The link to https://github.com/acme/harbor/settings leads away from what was read.",
  ],
  [
    "a link of another number",
    withLine("- Map [#2](https://github.com/acme/harbor/pull/3)"),
    "H6 fault: The link says #2 and leads to https://github.com/acme/harbor/pull/3.",
  ],
  [
    "a definition",
    `${markdown}\n[x]: https://evil.example\n`,
    "H6 fault: The link to https://evil.example leads away from what was read.",
  ],
  [
    "a picture",
    withLine("- ![x](https://github.com/a.png) (#2)"),
    "H6 fault: A picture is not shown in Slack, and tells its server who reads.",
  ],
  ["HTML", withLine("- <b>Map</b> (#2)"), "H6 fault: “<b>” is read as markup."],
  ["a Slack command", withLine("- <!channel> Map (#2)"), "H6 fault: “<!channel>” is read as markup."],
  ["something undone", withLine("- A checklist (#4)"), "H9 fault: #4 was undone again in this window, by #5."],
])("%s is found", (_name, text, expected) => {
  expect(text).not.toBe(markdown);
  expect(findings(text)).toContain(expected);
});

test.each([
  ["a link to what was read", withLine("- Map [#2](https://github.com/acme/harbor/pull/2)")],
  ["a link in words", withLine("- [Map](https://github.com/acme/harbor/issues/55) (#2)")],
  ["a comparison", withLine("- [The map](https://github.com/acme/harbor/compare/v1...v2) (#2)")],
  ["code of its title", withLine("- A map for `harbor track` (#2)")],
  ["what was undone, told as that", `${markdown}\n## Rolled back\n\n- A checklist (#4, #5)\n`],
  ["the number of people", withIntro("8 pull requests, 2 people")],
])("%s is no fault", (_name, text) => {
  expect(text).not.toBe(markdown);
  expect(findings(text)).toEqual([]);
});

describe("a person", () => {
  test.each([
    [
      "may take an item out",
      markdown.replace(/^- The empty list.*\n/m, ""),
      ["H4 flag: #3 was taken out by a person."],
    ],
    [
      "may say what no pull request says",
      withLine("- Thanks for all the parcels"),
      ["H3 flag: “Thanks for all the parcels” names no pull request."],
    ],
    ["may close with a line", `${markdown}\nThanks to all of you.\n`, []],
    [
      "may not close with another story",
      `${markdown}\nLayoffs are announced.\n`,
      ["H3 flag: A line says “Layoffs are announced”, of which no item says anything."],
    ],
    [
      "may not tell one in a heading",
      markdown.replace("## Fixed", "## Fixed by Linus Torvalds"),
      ["H3 flag: A heading says Linus Torvalds, which no item says."],
    ],
    ["may call a section what they like", markdown.replace("## Fixed", "## Bug fixes and more"), []],
    [
      "may not invent a citation",
      withLine("- x (#99)"),
      ["H2 fault: #99 is not among the pull requests that were read."],
    ],
  ])("%s", (_name, text, expected) => {
    expect(text).not.toBe(markdown);
    expect(findings(text, "person").filter((line) => !line.includes("opening"))).toEqual(expected);
  });

  test("hears once of a group that is gone, and how many there were", () => {
    const many = Array.from({ length: 8 }, (_, index) => pull(index + 1, "ci: cache"));
    const whole = wholeReport([...many, pull(20, "Add a map")]);
    const text = whole.markdown.replace(/^- 8 internal.*\n/m, "");
    expect(checkText(text, { ...whole.facts, by: "person" })).toMatchObject([
      { check: "H4", severity: "flag", message: "#1, #2, #3, #4, #5 and 3 more were taken out by a person." },
    ]);
  });
});

test("an ignored pull request may not come back, and needs no cover", () => {
  const whole = wholeReport(pulls, { ignored: ["acme/harbor#1"] });
  expect(checkText(whole.markdown, whole.facts)).toEqual([]);
  const text = whole.markdown.replace("## New\n", "## New\n\n- Pages (#1)");
  expect(checkText(text, whole.facts)).toMatchObject([
    { check: "H2", message: "#1 was to be left out of this update." },
  ]);
});

test("a bare number is not enough when several repositories are read", () => {
  const whole = wholeReport([pull(1, "Add a map")], { sources: [harbor, web] });
  const text = whole.markdown.replace("acme/harbor#1", "#1");
  expect(checkText(text, whole.facts).map(({ message }) => message)).toContain("#1 does not say in which repository.");
});

test("a ledger with a hole is a fault", () => {
  const holed = { ...facts, ledger: ledger.filter(({ pr }) => pr !== "acme/harbor#7") };
  expect(checkText(markdown, holed).map(({ message }) => message)).toEqual([
    "#7 was merged, and nothing says what became of it.",
  ]);
});

test("a finding keeps its key when other lines change, and knows its line", () => {
  const [before] = checkText(withLine("- Foo (#99)"), facts);
  const [after] = checkText(withLine("- Another item (#2)\n- Foo again (#99)"), facts);
  expect(after?.key).toBe(before?.key);
  expect([before?.line, after?.line].map((line) => line ?? 0)).toEqual([
    markdown.split("\n").indexOf("## New") + 3,
    markdown.split("\n").indexOf("## New") + 4,
  ]);
  expect(before?.key).toMatch(/^[0-9a-f]{16}$/);
});

test("the check pack has a version", () => {
  expect(CHECK_PACK).toBe(5);
});
