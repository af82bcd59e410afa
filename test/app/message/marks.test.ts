import { expect, test } from "vitest";
import { previewHtml } from "../../../app/message/render.ts";
import { readBlocks } from "../../../webhooks/contract/report-text.ts";

const sources = [{ repo: "acme/harbor", base_branch: "main" }];
const flagAt = (line: number | null, more: object = {}) => ({
  key: `k${line}`,
  severity: "flag" as const,
  message: "Is it so?",
  line,
  ...more,
});
const TABLE = "# Week\n\n| area | what |\n|---|---|\n| API | Faster (#12) |\n| Web | Slower (#13) |\n";

/** Each line of a preview that has a mark, with the marks' anchors. */
const marked = (markdown: string, ...findings: ReturnType<typeof flagAt>[]) =>
  previewHtml(markdown, { sources, ledger: [] }, undefined, findings)
    .join("")
    .split(/<br>|<\/?(?:li|p|ul)[^>]*>|\n/)
    .flatMap((line) => {
      const anchors = [...line.matchAll(/href="#finding-([^"]*)"/g)].map(([, key]) => key);
      return anchors.length > 0 ? [`${line.replace(/<[^>]*>/g, "").trim()} ${anchors.join(" ")}`] : [];
    });

test.each<[string, string, number, string]>([
  ["an item", "# A\n\n- one (#1)\n- two (#2)\n", 4, "two (#2) k4"],
  ["an item in an item", "- one (#1)\n  - two (#2)\n", 2, "two (#2) k2"],
  ["a heading", "# A\n\n## B\n\nText.\n", 3, "B k3"],
  ["a line of a paragraph", "First\nsecond\nthird\n", 2, "second k2"],
  ["a row of a table", TABLE, 5, "| API | Faster (#12) | k5"],
])("a finding is marked at %s", (_what, markdown, line, expected) => {
  expect(marked(markdown, flagAt(line))).toEqual([expected]);
});

test("several stand side by side, and one without a line nowhere", () => {
  expect(marked("- one (#1)\n", flagAt(1), { ...flagAt(1), key: "other" }, flagAt(null))).toEqual([
    "one (#1) k1 other",
  ]);
});

test("what a finding says is words, and no more", () => {
  const hostile = `"><script>alert(1)</script>`;
  const [html] = previewHtml("- one (#1)\n", { sources, ledger: [] }, undefined, [
    flagAt(1, { key: hostile, message: hostile }),
  ]);
  expect(html).not.toContain("<script>");
  expect(html).toContain('aria-label="Flag: &quot;&gt;&lt;script&gt;');
});

test("what stands in a table is read at its row", () => {
  expect(readBlocks(TABLE, sources).map(({ text, line }) => `${line} ${text}`)).toEqual([
    "1 Week",
    "3 area",
    "3 what",
    "5 API",
    "5 Faster (#12)",
    "6 Web",
    "6 Slower (#13)",
  ]);
});

test("a paragraph of several lines asks why at its end, a row at its own", () => {
  const asks = (markdown: string) =>
    [
      ...previewHtml(markdown, { sources, ledger: [] }, "/why")
        .join("")
        .matchAll(/([^>]*)<a class="sl-why" href="\/why\?line=(\d+)"/g),
    ].map(([, before, line]) => `${before?.trim()} ${line}`);
  expect(asks("First\nsecond (#1)\n")).toEqual(["second (#1) 1"]);
  expect(asks(TABLE)).toEqual(["| area | what | 3", "| API | Faster (#12) | 5", "| Web | Slower (#13) | 6"]);
});
