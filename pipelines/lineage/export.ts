import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { findCall, listCallsAfter } from "../../db/pipelines/recording.ts";
import { findVersion } from "../../db/pipelines/templates.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import type { Deps } from "../deps.ts";
import { callShown } from "../recording/call-shown.ts";
import { answerOf, stepsOf } from "../runs/run-answer.ts";

/**
 * Everything that is kept of a run, one JSON object a line: the run, its version, its steps, each call with what went in and what came
 * out, its artifacts. `type` says which it is. Calls are read one by one: a run may have hundreds of long ones.
 */
export async function* linesOfRun(deps: Deps, run: Run): AsyncGenerator<string> {
  const { db } = deps;
  yield line("run", await answerOf(deps, run));
  const stored = await findVersion(db, run.template_name, run.template_version);
  if (stored)
    yield line("version", { name: stored.name, version: stored.version, hash: stored.hash, spec: stored.spec });
  if (run.spec !== null) yield line("draft", { hash: digestOf(run.spec), spec: run.spec });
  for (const step of await stepsOf(deps, run)) yield line("step", step);
  for (const { seq } of await listCallsAfter(db, run.id, 0)) {
    const call = await findCall(db, run.id, Number(seq));
    if (call) yield line("call", { ...callShown(call), input: call.input, output: call.output });
  }
  for (const sha256 of [run.artifact_sha256, run.evidence_sha256]) {
    const found = sha256 ? await findArtifact(db, sha256) : undefined;
    if (!found) continue;
    // The text itself and not what it reads as: its digest is of these bytes.
    yield line("artifact", { sha256, media_type: found.media_type, text: found.body.toString("utf8") });
  }
}

const line = (type: string, value: object): string => `${JSON.stringify({ type, ...value })}\n`;
