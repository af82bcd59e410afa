import { expect, test } from "vitest";
import { safeText } from "../../pipelines/github/classify.ts";
import { excerptOf } from "../../pipelines/github/diff-excerpt.ts";
import { filesOf } from "../../pipelines/github/diff-files.ts";
import { evidenceOf, readPulls } from "../../pipelines/github/evidence.ts";
import { failureFromWords } from "../../pipelines/github/foreign-words.ts";
import type { ListedPull } from "../../pipelines/github/tools.ts";
import { checkReport } from "../../pipelines/checks/check-report.ts";
import { leadAnswer, shareAnswer } from "../../pipelines/report/agent/answer.ts";
import { readWritten } from "../../pipelines/report/agent/read-answer.ts";
import { evidenceLine } from "../../pipelines/report/agent/evidence-line.ts";
import { renderReport } from "../../pipelines/text/render.ts";
import { itemKinds } from "../../webhooks/contract/kinds.ts";
import type { Report } from "../../webhooks/contract/report.ts";
import { heldUp, HOSTILE_CHARS } from "../support/hostile-texts.ts";
import { harbor, wholeReport, week } from "../support/pulls.ts";

const { pull_requests: evidence } = evidenceOf(
  readPulls(
    harbor,
    [1, 2, 3].map((number) => listed(number, "Fix the map")),
  ),
);
const facts = { evidence, sources: [harbor], ledger: [], by: "agent" as const, window: week };
const sources = [harbor];

test.each<[string, (text: string) => unknown]>([
  [
    "pull requests of GitHub, up to the text that the rules write of them",
    (text) => {
      const { pull_requests: read } = evidenceOf(
        readPulls(
          harbor,
          [1, 2, 3, 4].map((number) => listed(number, text)),
        ),
      );
      const { plan, report, facts: own } = wholeReport(read);
      return [plan.planned.map((each) => evidenceLine(each, sources)), checkReport(report, own)];
    },
  ],
  ["a model's answer, up to the text that is rendered of it", (text) => judged(text)],
  ["what a model answers around its answer", (text) => readWritten(text, "text", "abc", leadAnswer)],
  [
    "a diff",
    (text) => excerptOf(filesOf({ text: `diff --git a/x b/x\n--- ${text}\n@@ -1 +1 @@\n${text}`, isCut: false }), room),
  ],
  ["what GitHub says of an error", (text) => [safeText(text), failureFromWords(text, 0)]],
])("no hostile text holds the pipelines up: %s", (_door, read) => {
  expect(heldUp(read, HOSTILE_CHARS)).toEqual([]);
});

const room = { chars: 4_000, charsOfOneFile: 2_000 };

function listed(number: number, text: string): ListedPull {
  const at = new Date(Date.parse(week.since) + number * 60_000).toISOString();
  return {
    number,
    title: text,
    body: text,
    state: "closed",
    html_url: text,
    user: { login: text, type: "User" },
    labels: Array.from({ length: 10 }, () => text),
    base: { ref: "main" },
    merged_at: at,
    updated_at: at,
    merge_commit_sha: null,
  };
}

/** As the writer's nodes do it: read, checked, rendered. */
function judged(text: string): unknown {
  const item = { kind: "fix", area: text, text, prs: ["#1"], highlight: false };
  const written = JSON.stringify({ items: [item], grouped: [{ label: text, prs: ["#2"] }], omitted: [] });
  const read = readWritten(written, "json_schema", "abc", shareAnswer(itemKinds));
  const lead = readWritten(JSON.stringify({ intro: text, highlights: [] }), "json_schema", "abc", leadAnswer);
  if (!read.ok || !lead.ok) throw new Error("The answer was not read.");
  const full = (prs: string[]) => prs.map((pr) => `${harbor.repo}${pr}`);
  const report: Report = {
    schema_version: "1",
    headline: "Harbor",
    intro: lead.answer.intro,
    items: read.answer.items.map((each) => ({ ...each, prs: full(each.prs) })),
    grouped: read.answer.grouped.map((each) => ({ ...each, prs: full(each.prs) })),
    omitted: [],
  };
  return [checkReport(report, facts), renderReport(report, evidence, sources)];
}
