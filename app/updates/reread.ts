import { findCheckedGeneration } from "../../db/app/generations.ts";
import type { Reread } from "../../db/app/columns.ts";
import { findRevision } from "../../db/app/revisions.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import type { Db, Generation, Update } from "../../db/app/tables.ts";
import type { EvidencePreview, PullRequest } from "../../webhooks/contract/evidence.ts";
import { MAX_WINDOW_MS, type DateRange, type ParametersInput } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { ledgerOfText } from "../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import type { Window } from "../clock/windows.ts";
import type { Deps } from "../deps.ts";
import type { PipelinesClient } from "../pipelines-client.ts";
import { othersOver } from "./others-over.ts";

/** Big repositories take longer than the one answer that the pipelines give at once. */
const LOOKS = 20;
const LOOK_AFTER_MS = 1_000;

/** What was found, and for which text's evidence. */
export type SeenAgain = { generation: Generation; found: Reread };

/**
 * Asks again what was merged since the window of an update began, and compares it with what its newest text tells.
 *
 * @throws {Problem} `unavailable` while the evidence is still being read, and when it cannot be; `conflict` where nothing was read yet.
 */
export async function reread(deps: Deps, update: Update): Promise<SeenAgain> {
  const { id, copied_from, revision, brief, ledger } = update;
  // Its brief may have been changed: what counts is the window that its text was written from.
  const generation = await findCheckedGeneration(deps.db, copied_from ?? id);
  if (!generation?.timeframe) throw new Problem("conflict", "Nothing was read for it yet.", "Wait for its draft.");
  const since = new Date(generation.timeframe.since);
  const until = new Date(generation.timeframe.until);
  const evidence = await evidenceNow(deps, update, generation, { since, until: deps.clock() });
  const newest = await findRevision(deps.db, id, revision);
  const told = ledgerOfText(newest?.markdown ?? "", brief.sources, ledger);
  const { reverted, merged } = compareEvidence(told, evidence, brief.ignored_prs);
  const tells = await tellsOf(deps, update, generation, until);
  const times = new Map(evidence.flatMap(({ ref, merged_at }) => (merged_at ? [[ref, new Date(merged_at)]] : [])));
  // What was only asked for since then is no news of what was merged.
  const its = merged.filter((ref) => times.has(ref) && tells(times.get(ref) ?? until));
  return { generation, found: { reverted, merged: its, until: until.toISOString() } };
}

/** A window that ends when it is asked for goes on; one that was over by then has an end. @source the time that a form takes on its way. */
export function goesOn({ timeframe, created_at }: Pick<Generation, "timeframe" | "created_at">): boolean {
  return timeframe !== null && new Date(timeframe.until).getTime() >= created_at.getTime() - ON_ITS_WAY_MS;
}
const ON_ITS_WAY_MS = 10 * 60_000;

/** Whether what was merged then is this update's to tell: what a later one has read is that one's, and what is behind a window's end nobody asked for. */
async function tellsOf(
  { db, clock }: Deps,
  update: Update,
  generation: Generation,
  until: Date,
): Promise<(at: Date) => boolean> {
  if (!goesOn(generation) && !(await findSlotOf(db, update.id))) return (at) => at <= until;
  return (await isRead(db, update, { since: until, until: clock() })) ? () => false : () => true;
}

async function isRead(db: Db, update: Update, window: Window): Promise<boolean> {
  return window.since >= window.until || (await othersOver(db, update, window)).length > 0;
}

/** By the same releases as before, where its text was written from those. */
async function evidenceNow(
  deps: Deps,
  update: Update,
  { parameters: { range, analysis_type } }: Generation,
  window: Window,
): Promise<PullRequest[]> {
  const { sources } = update.brief;
  if (!range) return readAgain(deps, update, window);
  return (await readThrough(deps.pipelines, { sources, range, analysis_type })).pull_requests;
}

/** @throws {Problem} as `reread`. */
export async function readAgain(
  { pipelines }: Pick<Deps, "pipelines">,
  { brief: { sources, time_zone } }: Pick<Update, "brief">,
  { since, until }: Window,
): Promise<PullRequest[]> {
  const from = Math.max(since.getTime(), until.getTime() - MAX_WINDOW_MS);
  const preview = await readThrough(pipelines, { sources, date_range: windowFrom(from, until, time_zone) });
  return preview.pull_requests;
}

async function readThrough(pipelines: PipelinesClient, asked: ParametersInput): Promise<EvidencePreview> {
  let answer = await pipelines.evidence(asked);
  for (let looks = 0; answer.status === "reading" && looks < LOOKS; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AFTER_MS));
    answer = await pipelines.evidenceById(answer.id);
  }
  if (answer.status === "ready") return answer.preview;
  throw new Problem("unavailable", "The evidence is still being read.", "Wait a moment.");
}

/** GitHub's times have whole seconds. */
function windowFrom(since: number, until: Date, time_zone: string): DateRange {
  const whole = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return { since: whole(since), until: whole(until.getTime()), time_zone };
}

/** What the evidence has now that the ledger of a text does not. */
export function compareEvidence(
  ledger: readonly LedgerLine[],
  evidence: readonly PullRequest[],
  ignored: readonly string[],
): Pick<Reread, "reverted" | "merged"> {
  const known = new Set(ledger.map(({ pr }) => pr));
  const told = new Set(ledger.flatMap(({ pr, disposition }) => (isInText(disposition) ? [pr] : [])));
  const reverted = evidence.flatMap(takenOut).filter(({ pr, by }) => told.has(pr) && !known.has(by));
  const fresh = evidence.map(({ ref }) => ref).filter((ref) => !known.has(ref) && !ignored.includes(ref));
  return { reverted, merged: fresh };
}

export const isInText = (disposition: LedgerLine["disposition"]): boolean =>
  disposition === "cited" || disposition === "grouped";

/** What is out at the end, and by what; of what was merged before the evidence begins its reverts tell. */
function takenOut({ ref, fate }: PullRequest): Reread["reverted"] {
  const others = (fate?.of ?? []).flatMap((other) => other.ref ?? []);
  if (fate?.is === "undone") return others.map((by) => ({ pr: ref, by }));
  return fate?.is === "rolls_back" ? others.map((pr) => ({ pr, by: ref })) : [];
}
