import { findVersion } from "../../db/pipelines/templates.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { lastWeek, type DateRange } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { RunCheck } from "../../webhooks/contract/readiness.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import type { Deps } from "../deps.ts";
import type { Recorder } from "../recording/recording.ts";
import { recordedAsking } from "../report/nodes/asking.ts";
import { askRange } from "../templates/ask-range.ts";
import { askSources } from "../templates/ask-sources.ts";
import { specification, type Spec } from "../templates/specification.ts";
import { counted } from "../words.ts";
import { amiss, fine, open } from "./check-words.ts";
import { estimateRun } from "./estimate.ts";
import { versionFacts } from "./facts-of.ts";
import { judgeBudget, judgeGithub, judgeModel, judgeSecrets, judgeTools } from "./judge-outside.ts";
import { pinnedOf } from "./judge-versions.ts";
import { judgeVersion } from "./judge-version.ts";
import { askGithub, askServer, askTools } from "./told.ts";

/** The steps of a dry run in their order, in the place of a version's. */
export const DRY_RUN_STEPS: readonly string[] = ["version", "tools", "github", "sources", "model", "budget"];

type DryRun = { window: DateRange; checks: RunCheck[] };

/**
 * Looks at everything that a run with these parameters would need, in the real worker, and asks no model for a text. What is wrong is
 * found all at once and told, never thrown. Each question outside is a recorded call.
 */
export async function dryRun(deps: Deps, run: Run, recorder: Pick<Recorder, "node">): Promise<DryRun> {
  const { settings } = deps;
  const stored = await findVersion(deps.db, run.template_name, run.template_version);
  if (!stored) throw new Problem("not_found", "This version is gone.", "Choose another version.");
  const spec = specification.safeParse(stored.spec).data;
  const step = (name: string, work: (call: Call) => Promise<RunCheck[]>): Promise<RunCheck[]> =>
    recorder.node(name, { step: DRY_RUN_STEPS.indexOf(name) + 1, path: name }, async (call) => {
      const result = await work(call);
      return { result, detail: result.map(({ message }) => message).join(" ") };
    });
  let window = run.parameters.date_range ?? lastWeek(run.created_at);
  const checks = [
    await step("version", async () => [...judgeVersion(await versionFacts(deps, stored)), judgeSecrets(settings)]),
    await step("tools", async (call) => {
      const told = await askTools(deps, call);
      return [judgeTools(told, await pinnedOf(deps, stored, told))];
    }),
    await step("github", async (call) => [judgeGithub(await askGithub(deps, call), settings)]),
    await step("sources", async (call) => {
      const found = await lookAtSources(deps, run, call);
      window = found.window ?? window;
      return [...found.checks, fine("window", "resolved", `It would read ${windowText(window)}.`)];
    }),
    await step("model", async (call) => {
      const model = run.parameters.llm_model;
      return [judgeModel(model, model === "rules" ? null : await askServer(deps, call), settings)];
    }),
    await step("budget", async () => (spec ? [await budgetCheck(deps, run, spec)] : [])),
  ];
  return { window, checks: checks.flat() };
}

type Call = Parameters<Parameters<Recorder["node"]>[2]>[0];

async function lookAtSources(deps: Deps, { parameters, created_at }: Run, call: Call) {
  const ask = recordedAsking(call, deps.github);
  // One after the other: the order of the questions is their key in the recording.
  const said = await askSources(
    { branch: inTurn((repo, base_branch) => ask.branch({ repo, base_branch })) },
    parameters.sources,
  );
  const ranged =
    said.details.length === 0 && said.notes.length === 0
      ? await askRange(ask, parameters, said.readings, created_at.toISOString())
      : null;
  const faults = [...said.details, ...(ranged?.details ?? [])];
  const notes = [...said.notes, ...(ranged?.notes ?? [])];
  const found = `${counted(said.readings.length, "source")} with ${said.readings.length === 1 ? "its branch" : "their branches"} ${said.readings.length === 1 ? "is" : "are"} there.`;
  const checks = [
    ...faults.map(({ code, message, fix }) => amiss("sources", code, message, fix)),
    ...notes.map((note) => open("sources", "noted", note)),
    ...(faults.length + notes.length === 0 ? [fine("sources", "found", found)] : []),
  ];
  return { checks, window: ranged?.window ?? null };
}

function inTurn<T>(ask: (repo: string, branch: string) => Promise<T>): (repo: string, branch: string) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (repo, branch) => {
    const mine = last.then(() => ask(repo, branch));
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function budgetCheck(deps: Deps, { parameters }: Run, spec: Spec): Promise<RunCheck> {
  return judgeBudget(await estimateRun(deps, spec.limits, parameters, undefined));
}
