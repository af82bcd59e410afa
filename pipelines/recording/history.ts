import { listCalls } from "../../db/pipelines/recording.ts";
import type { Call, Run } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { AskedTrial } from "../../webhooks/contract/trials.ts";
import type { RecordingDeps, Wanted } from "./make-call.ts";
import { partingText } from "./parting.ts";
import { callKey } from "./place.ts";

type Live<Output> = (signal: AbortSignal) => Promise<Output>;

/** Another run's recording, which a trial is answered from. */
export type History = {
  /** What it has for this call; undefined: the call is to be made. @throws {Problem} where the trial may not make it. */
  find: <Output>(wanted: Wanted<Output>) => Call | undefined;
  /** A call that it lacks, under its name where the trial has no way to make it. */
  closed: <Output>(wanted: Wanted<Output>, live: Live<Output>) => Live<Output>;
};

/** Thrown by whatever a trial has in the place of a way out: see `closedTo` of runs/trial-tools.ts. */
export class NotRecorded extends Error {
  override readonly name = "NotRecorded";
}

/** @param code Of the process that works the trial: what it asks otherwise is its doing. */
export async function openHistory(
  { db }: RecordingDeps,
  of: Pick<Run, "id" | "release" | "commit">,
  { kind }: Pick<AskedTrial, "kind">,
  code: Pick<Run, "release" | "commit">,
): Promise<History> {
  const calls = await listCalls(db, of.id);
  const there = new Map(calls.map((call) => [callKey(call), call]));
  const closed: History["closed"] = (wanted, live) => async (signal) => {
    try {
      return await live(signal);
    } catch (error) {
      throw error instanceof NotRecorded ? lacking(of.id, wanted) : error;
    }
  };
  if (kind === "exact") return { find: (wanted) => exactly(there.get(callKey(wanted)), wanted, { of, code }), closed };
  const questions = Map.groupBy(
    calls.filter((call) => call.kind === "tool"),
    ({ input_digest }) => input_digest,
  );
  return {
    find(wanted) {
      if (wanted.kind === "model") return undefined;
      const here = there.get(callKey(wanted));
      if (here?.input_digest === wanted.input_digest) return here;
      // A text that takes another turn looks the same things up elsewhere: the same question has the same answer.
      return questions.get(wanted.input_digest)?.[0];
    },
    closed,
  };
}

type Codes = { of: Pick<Run, "id" | "release" | "commit">; code: Pick<Run, "release" | "commit"> };

function exactly<Output>(here: Call | undefined, wanted: Wanted<Output>, codes: Codes): Call {
  if (here?.input_digest === wanted.input_digest) return here;
  const { label, node, step } = wanted;
  const message = here
    ? `“${label}” of ${node} (step ${step}) was recorded with another question: ${questionText(here, wanted)}.`
    : `The recording of run ${codes.of.id} has no answer to “${label}” of ${node} (step ${step}).`;
  throw new Problem("conflict", `${message} ${codesText(codes)}`, "Look at that call, or try a control.");
}

function lacking(of: string, { label, node, step }: Pick<Wanted<unknown>, "label" | "node" | "step">): Problem {
  return new Problem(
    "conflict",
    `The recording of run ${of} has no answer to “${label}” of ${node} (step ${step}), and nothing may be read beside it.`,
    "Try it again with on_miss: live, which reads it on GitHub as it is now.",
  );
}

function codesText({ of, code }: Codes): string {
  const [was, is] = [of, code].map(({ release, commit }) => [release, commit].filter(Boolean).join(", "));
  if (!was) return "Nobody knows which release recorded it.";
  return was === is ? `It was recorded by the same release, ${is}.` : `It was recorded by ${was}, and this is ${is}.`;
}

/** Where two questions part. */
function questionText(was: Pick<Call, "kind" | "name" | "input">, is: Pick<Call, "kind" | "name" | "input">): string {
  if (was.kind !== is.kind || was.name !== is.name)
    return `${was.kind} ${was.name}, and now it is ${is.kind} ${is.name}`;
  return partingText(was.input, is.input);
}
