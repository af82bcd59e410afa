import { deleteOldReads, findRead, finishRead, insertRead } from "../../db/pipelines/evidence-reads.ts";
import { canonicalJson, sha256 } from "../../webhooks/contract/digest.ts";
import type { EvidencePreview } from "../../webhooks/contract/evidence.ts";
import { lastWeek, type Parameters } from "../../webhooks/contract/parameters.ts";
import { Problem, shapeOf, type ProblemShape } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { READ_EVIDENCE } from "../job-names.ts";
import { askingOf } from "../github/asking.ts";
import { readSources } from "../github/read-sources.ts";
import { readingsOf, requireBranches } from "../github/sources.ts";
import { isId } from "../../webhooks/contract/ids.ts";

const ANSWER_WITHIN_MS = 2_800;
const LOOK_EVERY_MS = 40;
const READ_WITHIN_MS = 120_000;
const KEEP_MS = 24 * 3600 * 1000;

type Reading = { status: "ready"; preview: EvidencePreview } | { status: "reading"; id: string };

/**
 * What a run with these parameters would read: no writer, no recording. A job reads; whoever asks waits a moment for it.
 *
 * @throws {Problem} what kept it from being read.
 */
export async function previewEvidence(deps: Deps, parameters: Parameters): Promise<Reading> {
  const { id } = await insertRead(deps.db, parameters);
  await deps.jobs.send(null, READ_EVIDENCE, { id });
  const giveUpAt = Date.now() + ANSWER_WITHIN_MS;
  for (;;) {
    const reading = await readingOf(deps, id);
    if (reading.status === "ready" || Date.now() > giveUpAt) return reading;
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}

/** @throws {Problem} `not_found`, or what kept it from being read. */
export async function readingOf({ db }: Deps, id: string): Promise<Reading> {
  const read = isId(id) ? await findRead(db, id) : undefined;
  if (!read) throw new Problem("not_found", "There is no such preview.", "Ask for a new one.");
  if (read.state === "ready" && read.preview) return { status: "ready", preview: read.preview };
  if (read.problem) throw problemFrom(read.problem);
  return { status: "reading", id };
}

/**
 * Job: reads for one preview.
 *
 * @param released Aborted when this process is stopping: another one reads.
 */
export async function readEvidence(
  { db, github, clock }: Deps,
  { id }: { id: string },
  released: AbortSignal,
): Promise<void> {
  const read = await findRead(db, id);
  if (read?.state !== "reading") return;
  const tooLate = AbortSignal.timeout(READ_WITHIN_MS);
  const signal = AbortSignal.any([tooLate, released]);
  try {
    const window = read.parameters.date_range ?? lastWeek(clock());
    const { sources } = read.parameters;
    const ask = askingOf(github, signal);
    const looked = readingsOf(sources, await Promise.all(sources.map(ask.branch)));
    requireBranches(looked);
    const { evidence, coverage, ...more } = await readSources(looked.readings, window, ask);
    const notes = [...looked.notes, ...looked.faults.map(({ message }) => message), ...more.notes];
    const evidence_digest = sha256(canonicalJson(evidence));
    const about = { coverage, evidence_digest, read_at: clock().toISOString(), notes };
    const preview = { timeframe: window, pull_requests: evidence, ...about };
    await finishRead(db, id, { preview }, clock());
  } catch (error) {
    const slow = new Problem("timed_out", "GitHub took too long.", "Try again, or choose fewer days.", {
      cause: error,
    });
    if (released.aborted || (!(error instanceof Problem) && !tooLate.aborted)) throw error;
    await finishRead(db, id, { problem: shapeOf(error instanceof Problem ? error : slow) }, clock());
  }
}

/** Job, every minute. */
export async function sweepReads({ db, clock }: Deps): Promise<void> {
  await deleteOldReads(db, new Date(clock().getTime() - KEEP_MS));
}

function problemFrom({ code, message, remedy, details }: ProblemShape): Problem {
  return new Problem(code, message, remedy, { details: details ?? [] });
}
