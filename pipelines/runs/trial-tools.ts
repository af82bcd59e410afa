import { findRun } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import type { Deps } from "../deps.ts";
import type { GithubClient } from "../github/client.ts";
import { type History, NotRecorded, openHistory } from "../recording/history.ts";
import type { ModelTools, Tools } from "../report/tools.ts";

/** The recording that a trial is answered from; null: this run is none. */
export async function historyOf(deps: Deps, run: Run): Promise<History | null> {
  if (!run.trial_of || !run.trial) return null;
  const of = await findRun(deps.db, run.trial_of);
  if (!of) throw new Error("The run that a trial is of is gone.");
  return openHistory(deps, of, run.trial, deps.release.code);
}

/** The ways out of a run: a trial has no more of them than it was asked for, so it cannot do what it shall not. */
export function waysOut(
  { github }: Pick<Deps, "github">,
  { trial }: Pick<Run, "trial">,
  model: () => ModelTools | null,
): Pick<Tools, "github" | "model"> {
  if (!trial) return { github, model: model() };
  return {
    github: trial.on_miss === "live" ? github : CLOSED_GITHUB,
    model: trial.kind === "exact" ? CLOSED_MODEL : model(),
  };
}

async function nobody(): Promise<never> {
  throw new NotRecorded();
}

// Safe: whatever it is asked for, it throws.
const CLOSED_GITHUB = new Proxy({}, { get: () => nobody }) as GithubClient;

/** What was found of a model then is recorded; nothing new is found. */
const CLOSED_MODEL: ModelTools = { chat: nobody, capabilities: nobody, remember: async () => undefined };
