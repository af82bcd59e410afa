import { expect, test } from "vitest";
import { checkReport } from "../../../pipelines/checks/check-report.ts";
import { pull, week, wholeReport } from "../../support/pulls.ts";
import { found } from "./found.ts";

test.each([
  ["its own number", "Lists of 10,000 parcels load", { title: "feat: load lists of 10000 parcels" }],
  ["a number in short", "Lists of 40k parcels load", { title: "feat: load lists of 40,000 parcels" }],
  ["a number that the evidence spells out", "Retries 3 times", { title: "feat: retries three times" }],
  ["a unit written apart", "Waits 10 s for parcels", { title: "feat: wait 10s for parcels" }],
  ["a version in short", "Parcels on Python 3.14", { title: "feat: parcels on Python 3.14.7" }],
  ["a version with its letter", "Parcels on v2.1.0", { title: "feat: parcels on 2.1.0" }],
  ["a share", "Parcels load 40 % faster", { title: "perf: parcels", body: "40% faster" }],
  ["a factor", "Parcels load 3x faster", { title: "perf: load parcels 3× faster" }],
  ["a number of a label", "Parcels of 2.x", { title: "feat: parcels", labels: ["backport 2.x"] }],
  ["digits in a name", "Parcels in S3, in utf8 and over http2", { title: "feat: parcels in storage" }],
  ["its own pull request's number", "Parcels load (see PR 1)", { title: "feat: parcels load (see below)" }],
  ["the day it was merged", "Parcels load since 9 November", { title: "feat: parcels load since today" }],
  ["a CVE", "Parcels are safe from CVE-2026-1234", { title: "feat: parcels safe from CVE-2026-1234" }],
])("%s is no number of the writer's own", (_name, text, about) => {
  expect(found(text, about, { window: week }).filter((finding) => finding.startsWith("H8"))).toEqual([]);
});

test.each([
  ["a share of what was counted", "40 % of parcels load", { title: "feat: load 40 parcels" }],
  ["a factor of what was counted", "Parcels load 3x faster", { title: "perf: load 3 parcels" }],
  ["a longer version", "Parcels on 3.14.7", { title: "feat: parcels on 3.14" }],
  ["a name with other digits", "Parcels on 3.15.0rc1", { title: "feat: parcels on 3.15.0" }],
  ["another pull request's", "Parcels, as in no. 2", { title: "feat: parcels" }],
  ["a day of no merge", "Parcels load since 11 November", { title: "feat: parcels load" }],
  ["a number in code", "Parcels with `--retries 7`", { title: "feat: parcels" }],
  ["a number in wide digits", "Parcels load in ７ steps", { title: "feat: parcels load" }],
])("%s is", (_name, text, about) => {
  expect(found(text, about, { window: week })).toContain("H8 fault");
});

test("what a writer read with tools is evidence of that pull request, and of no other", () => {
  const about = { title: "feat: parcels load" };
  expect(found("Parcels load in 7 steps", about, { read: { "acme/harbor#1": "for (step of 7)" } })).toEqual([]);
  expect(found("Parcels load in 7 steps", about, { read: { "acme/harbor#2": "for (step of 7)" } })).toEqual([
    "H8 fault",
  ]);
});

test("how many pull requests an item has, and how many people, is counted", () => {
  const { report, facts } = wholeReport([pull(1, "fix: parcels"), pull(2, "fix: more parcels")]);
  const prs = ["acme/harbor#1", "acme/harbor#2"];
  const told = (text: string) => checkReport({ ...report, items: [{ ...report.items[0], text, prs }] }, facts);
  expect(told("2 fixes of parcels")).toEqual([]);
  expect(told("3 fixes of parcels").map(({ message }) => message)).toEqual([
    "The item of #1, #2 says 3, which is nowhere in its pull requests.",
  ]);
});

test("a word of the trade that the title has is shown, not mended", () => {
  expect(found("Streams tool_call parts", { title: "feat: stream every tool_call part" })).toEqual(["H13 flag"]);
});

test("eight words of the instructions are a leak, seven are not, and those of the evidence are not", () => {
  const prompts = ["Say what changed for the reader, not what was done to the code."];
  const about = { title: "feat: a map" };
  const leak = (text: string, of: { title: string; body?: string } = about) =>
    found(text, of, { prompts }).filter((one) => one.startsWith("H13"));
  expect(leak("Map: say WHAT changed for the reader, not what")).toEqual(["H13 fault"]);
  expect(leak("Map: say what changed for the reader, not")).toEqual([]);
  expect(leak("Map: say what changed for the reader, not what", { title: "feat: a map", body: prompts[0] })).toEqual(
    [],
  );
});

test.each([
  ["a zero-width space", "A\u200bmap"],
  ["a turn of direction", "A \u202emap"],
  ["a soft hyphen", "A m\u00adap"],
  ["tags", "A map\u{e0068}\u{e0069}"],
  ["selectors behind letters", "A map\ufe00\ufe01"],
  ["two selectors behind an emoji", "A map 🎉\ufe0f\ufe01"],
  ["a filler", "A map\u3164"],
  ["a control character", "A map\u0007"],
  ["a joiner between letters", "A m\u200dap"],
])("%s is found", (_name, text) => {
  expect(found(text, { title: "feat: a map" })).toContain("H13 fault");
});

test.each([
  ["👩‍💻 a map ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽"],
  ["A map ☺︎ ✔︎ ⚠️"],
  ["A map می‌خواهم"],
  ["A map é ü ñ 漢字"],
  ["A map\tof\u00a0lists"],
])("%j hides nothing", (text) => {
  expect(found(text, { title: "feat: a map" }).filter((one) => one.startsWith("H13"))).toEqual([]);
});

test("an item with hardly a word of its pull request is shown, and so is a promise", () => {
  const about = { title: "feat: a parcel's way on a map", body: "It never needs a key." };
  expect(found("Invoices carry a tax number", about)).toEqual(["S1 fault"]);
  expect(found("Parcels' ways are mapped, guaranteed", about)).toEqual(["S5 fault"]);
  expect(found("A parcel's way on a map that never needs a key", about)).toEqual([]);
});

test("what is merged outside the window, or elsewhere, is found, to the second", () => {
  const at = (merged_at: string) => found("A map", { title: "feat: a map", merged_at }, { window: week });
  expect(at(week.since)).toEqual([]);
  expect(at("2026-11-08T23:59:59Z")).toEqual(["H10 fault"]);
  expect(at("2026-11-15T23:59:59Z")).toEqual([]);
  expect(at(week.until)).toEqual(["H10 fault"]);
  expect(found("A map", { title: "feat: a map", base_branch: "2.x" })).toEqual(["H10 fault"]);
});

const BODY =
  "Before the annual audit the harbour office asked us quietly to hide the parcels of its two biggest customers from lists.";

test.each([
  ["twelve words in a row of its description are", `Hide parcels: ${BODY.slice(0, -1)}`, { body: BODY }, ["S7 flag"]],
  ["in other letters, too", BODY.toUpperCase().replaceAll(" ", ", "), { body: BODY }, ["S7 flag"]],
  ["what it says in its own words is not", "Lists hide the parcels of the two biggest customers", { body: BODY }, []],
  [
    "a sentence that its release note has, too, is not",
    BODY,
    { body: BODY, entries: [{ from: "changeset", text: BODY }] },
    [],
  ],
  [
    "a label of its description in the middle of a sentence is",
    "Removes Security: stored XSS",
    { body: "Security: stored XSS" },
    ["S7 fault"],
  ],
  [
    "an area in front that is such a label is not",
    "Security: stored XSS is escaped",
    { body: "Security: stored XSS" },
    [],
  ],
])("S7: %s copied", (_name, text, about, expected) => {
  const seen = found(text, { title: "feat: hide parcels", ...about } as Parameters<typeof found>[1]);
  expect(seen.filter((finding) => finding.startsWith("S7"))).toEqual(expected);
});
