import { findGeneration } from "../../db/app/generations.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Reread, Slot } from "../../db/app/schedule-tables.ts";
import type { Update } from "../../db/app/tables.ts";
import type { EvidencePreview, PullRequest } from "../../webhooks/contract/evidence.ts";
import { MAX_WINDOW_MS, type DateRange, type ParametersInput } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { ledgerOfText } from "../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import type { Window } from "../clock/windows.ts";
import type { Deps } from "../deps.ts";
import type { PipelinesClient } from "../pipelines-client.ts";

/** Big repositories take longer than the one answer that the pipelines give at once. */
const LOOKS = 20;
const LOOK_AFTER_MS = 1_000;

/**
 * Asks again what was merged since the window of an update began, and compares it with what the text tells.
 *
 * @throws {Problem} `unavailable` while the evidence is still being read, and when it cannot be.
 */
export async function reread(deps: Deps, update: Update, slot: Slot): Promise<Reread> {
  const { sources, ignored_prs } = update.brief;
  const now = deps.clock();
  // Its brief may have been changed: what counts is the window that its text was written from.
  const read = (await findGeneration(deps.db, update.id, update.generation))?.timeframe?.since ?? slot.window_since;
  const evidence = await readAgain(deps, update, { since: read ? new Date(read) : now, until: now });
  const newest = await findRevision(deps.db, update.id, update.revision);
  const ledger = ledgerOfText(newest?.markdown ?? "", sources, update.ledger);
  const until = (slot.window_until ?? now).toISOString();
  return { ...compareEvidence(ledger, evidence, ignored_prs), until };
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
  const told = new Set(ledger.flatMap(({ pr, disposition }) => (isTold(disposition) ? [pr] : [])));
  const reverted = evidence.flatMap(takenOut).filter(({ pr, by }) => told.has(pr) && !known.has(by));
  const fresh = evidence.map(({ ref }) => ref).filter((ref) => !known.has(ref) && !ignored.includes(ref));
  return { reverted, merged: fresh };
}

const isTold = (disposition: LedgerLine["disposition"]): boolean =>
  disposition === "cited" || disposition === "grouped";

/** What is out at the end, and by what; of what was merged before the evidence begins its reverts tell. */
function takenOut({ ref, fate }: PullRequest): Reread["reverted"] {
  const others = (fate?.of ?? []).flatMap((other) => other.ref ?? []);
  if (fate?.is === "undone") return others.map((by) => ({ pr: ref, by }));
  return fate?.is === "rolls_back" ? others.map((pr) => ({ pr, by: ref })) : [];
}
