import { findRead, finishRead } from "../../db/pipelines/evidence-reads.ts";
import { canonicalJson, sha256 } from "../../webhooks/contract/digest.ts";
import { Problem, shapeOf } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { askingOf } from "../github/asking.ts";
import { gatherEvidence, wantedOf } from "../github/gather.ts";
import { windowFor } from "../github/releases/window-for.ts";
import { readingsOf, requireBranches } from "../github/sources.ts";

const READ_WITHIN_MS = 120_000;

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
    const { sources } = read.parameters;
    const ask = askingOf(github, signal);
    const looked = readingsOf(sources, await Promise.all(sources.map(ask.branch)));
    requireBranches(looked);
    const over = await windowFor(read.parameters, looked.readings, clock().toISOString(), ask);
    const { evidence, coverage, window, ...more } = await gatherEvidence(
      over.readings,
      over.window,
      wantedOf(read.parameters),
      ask,
    );
    const faults = looked.faults.map(({ message }) => message);
    const notes = [...looked.notes, ...faults, ...over.notes, ...more.notes];
    const evidence_digest = sha256(canonicalJson(evidence));
    const about = { coverage, evidence_digest, read_at: clock().toISOString(), notes };
    const timeframe = { ...over.window, ...window };
    const preview = { timeframe, pull_requests: evidence, ...about, ...(over.ranges && { ranges: over.ranges }) };
    await finishRead(db, id, { preview }, clock());
  } catch (error) {
    const slow = new Problem("timed_out", "GitHub took too long.", "Try again, or choose fewer days.", {
      cause: error,
    });
    if (released.aborted || (!(error instanceof Problem) && !tooLate.aborted)) throw error;
    await finishRead(db, id, { problem: shapeOf(error instanceof Problem ? error : slow) }, clock());
  }
}
