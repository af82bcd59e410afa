import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { listCallsAfter } from "../../db/pipelines/recording.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { compareTexts, type ComparedItem } from "../../webhooks/contract/compare-texts.ts";
import type { DifferenceSide, ItemDifference, RunDifference } from "../../webhooks/contract/difference.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Deps } from "../deps.ts";
import { partingText } from "../recording/parting.ts";
import { checkAgainstRun } from "../runs/check-run.ts";
import { getRun } from "../runs/get-run.ts";
import { knownText } from "../runs/known-text.ts";
import { askedOtherwise } from "./asked-otherwise.ts";
import { usageOf } from "./figures.ts";
import { ledgerMoves } from "./moves.ts";

/** What two runs came to, side by side; from the first to the second. Keeps nothing. @throws {Problem} `not_found` */
export async function differenceOf(deps: Deps, id: string, otherId: string): Promise<RunDifference> {
  const [before, after] = [await getRun(deps, id), await getRun(deps, otherId)];
  const sides = { before: await sideOf(deps, before), after: await sideOf(deps, after) };
  const asked = askedOtherwise(before, after);
  const [was, is] = [await toldBy(deps, before), await toldBy(deps, after)];
  if (!was || !is) return { ...sides, asked, same: null, first: null, items: null, moves: null, findings: null };
  const same = before.artifact_sha256 === after.artifact_sha256;
  return {
    ...sides,
    asked,
    same,
    first: same ? null : await firstParting(deps, before, after),
    items: compareTexts(was.markdown, is.markdown, was.sources, is.sources).items.map(shownItem),
    moves: ledgerMoves(was, is),
    findings: findingsApart(await findingsOf(deps, before, was.markdown), await findingsOf(deps, after, is.markdown)),
  };
}

async function sideOf({ db }: Deps, run: Run): Promise<DifferenceSide> {
  const { id, state, template_name: name, template_version: version, parameters, metrics, degraded, trial } = run;
  const isTold = run.artifact_sha256 !== null;
  return {
    run_id: id,
    state,
    template: { name, version },
    llm_model: parameters.llm_model,
    trial: trial && run.trial_of ? { ...trial, of: run.trial_of } : null,
    ...usageOf(await listCallsAfter(db, id, 0)),
    duration_ms: metrics?.duration_ms ?? null,
    degraded,
    pull_requests: (isTold ? metrics?.preflight_merged_pr_count : null) ?? null,
    report_length_chars: (isTold ? metrics?.report_length_chars : null) ?? null,
  };
}

async function toldBy(deps: Deps, run: Run) {
  const known = await knownText(deps, run);
  return known && { ...known, sources: run.parameters.sources };
}

const findingsOf = async (deps: Deps, { id }: Run, markdown: string): Promise<Finding[]> =>
  (await checkAgainstRun(deps, id, markdown)).findings;

function findingsApart(before: readonly Finding[], after: readonly Finding[]): RunDifference["findings"] {
  const [was, is] = [new Set(before.map(({ key }) => key)), new Set(after.map(({ key }) => key))];
  const gone = before.filter(({ key }) => !is.has(key));
  return { before: gone, after: after.filter(({ key }) => !was.has(key)), both: before.length - gone.length };
}

function shownItem({ fate, before, after }: ComparedItem): ItemDifference {
  return { fate, before: itemOf(before), after: itemOf(after) };
}

function itemOf(item: ComparedItem["before"]): ItemDifference["before"] {
  return item && { text: item.words, prs: item.prs, section: item.section };
}

/** The text before what it was made from: that is what people read. */
async function firstParting(deps: Deps, before: Run, after: Run): Promise<string> {
  const [was, is] = [await wholeOf(deps, before), await wholeOf(deps, after)];
  const [lines, newLines] = [was, is].map(({ markdown }) => String(markdown).split("\n"));
  const line = newLines!.findIndex((text, index) => text !== lines![index]);
  if (line < 0 && newLines!.length === lines!.length) return partingText(was, is);
  const at = line < 0 ? newLines!.length : line;
  return `line ${at + 1}: ${partingText(lines![at], newLines![at])}`;
}

async function wholeOf({ db }: Deps, { artifact_sha256 }: Run): Promise<Record<string, unknown>> {
  const found = await findArtifact(db, artifact_sha256 ?? "");
  // Safe: a report was written as an object.
  return found ? (JSON.parse(found.body.toString("utf8")) as Record<string, unknown>) : {};
}
