import { findRead, insertRead } from "../../db/pipelines/evidence-reads.ts";
import type { EvidencePreview } from "../../webhooks/contract/evidence.ts";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import { Problem, type ProblemShape } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { READ_EVIDENCE } from "../job-names.ts";
import { isId } from "../../webhooks/contract/ids.ts";

const ANSWER_WITHIN_MS = 2_800;
const LOOK_EVERY_MS = 40;

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

function problemFrom({ code, message, remedy, details }: ProblemShape): Problem {
  return new Problem(code, message, remedy, { details: details ?? [] });
}
