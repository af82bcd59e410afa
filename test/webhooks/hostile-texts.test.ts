import { expect, test } from "vitest";
import { formed, plainer } from "../../app/message/forms.ts";
import { mrkdwnTexts, plainText } from "../../app/message/mrkdwn.ts";
import { previewHtml, renderParts } from "../../app/message/render.ts";
import { splitText } from "../../app/slack/blocks/draft-sections.ts";
import { escaped, shortened } from "../../app/slack/blocks/text.ts";
import { parseNew } from "../../app/slack/commands/parse-new.ts";
import type { PartPayload } from "../../db/app/tables.ts";
import { mrkdwn } from "../../demo/slack/view/mrkdwn.ts";
import { checkText } from "../../pipelines/checks/check-text.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { ledgerOfText, normalise } from "../../webhooks/contract/report-text.ts";
import { MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import { heldUp } from "../support/hostile-texts.ts";
import { harbor, pull, week, wholeReport } from "../support/pulls.ts";

const sources = [harbor];
const body = "It draws the map in the background. ".repeat(110);
const evidence = Array.from({ length: 40 }, (_, index) => pull(index + 1, `Draw map ${index + 1}`, { body }));
const { ledger } = wholeReport(evidence);

test.each<[string, (text: string) => unknown]>([
  ["read as a report", (text) => ledgerOfText(normalise(text), sources, ledger)],
  ["checked", (text) => checkText(normalise(text), { evidence, sources, ledger, by: "person", window: week })],
  ["previewed", (text) => orProblem(() => previewHtml(normalise(text), { sources, ledger }))],
  ["drawn as messages", (text) => orProblem(() => renderParts(normalise(text), { sources, ledger }))],
  ["drawn in Slack's own form", (text) => mrkdwnTexts(text, 3_000)],
  ["drawn plain", (text) => plainText(text)],
  ["cut for a plainer form", (text) => cut(text)],
  ["split into fields of Slack", (text) => [splitText(text), shortened(text, 3_000), escaped(text)]],
  ["typed as a command", (text) => orProblem(() => parseNew(text))],
  ["shown by the demo's Slack", (text) => mrkdwn(text, [])],
])("no hostile text holds a process up when it is %s", (_way, read) => {
  expect(heldUp(read, MAX_TEXT_CHARS)).toEqual([]);
});

function cut(text: string): unknown {
  const approved: PartPayload = { text: "Harbor", blocks: [{ type: "markdown", text }] };
  const shape = { form: "text", from: 0, to: text.length, marked: false } as const;
  return [
    plainer(approved, null, "size"),
    plainer(approved, shape, "size"),
    orProblem(() => formed(approved, { ...shape, form: "sections" }, true)),
  ];
}

/** A refusal in words is an answer, too. */
function orProblem(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
