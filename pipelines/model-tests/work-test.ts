import { endTest, findTest, noteTest, takeTest } from "../../db/pipelines/model-tests.ts";
import type { ModelTestRow } from "../../db/pipelines/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { ModelTestResult } from "../../webhooks/contract/model-tests.ts";
import { Problem, type ProblemShape, shapeOf } from "../../webhooks/contract/problem.ts";
import { storable } from "../../webhooks/contract/storable.ts";
import type { Deps } from "../deps.ts";
import { unkeptBudgets } from "../models/budget/refusal.ts";
import { reportGraph } from "../report/graph.ts";
import { modelTools } from "../report/model-tools.ts";
import type { State } from "../report/state.ts";
import type { Hand } from "../runs/stop.ts";
import { computeMaxSteps } from "../templates/max-steps.ts";
import { BUILT_IN } from "../templates/built-in.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import { testedWith, testParameters } from "./little-job.ts";
import { madeUpGithub } from "./made-up-github.ts";
import { testRecorder, totalsOf, type MadeCall } from "./test-recorder.ts";
import { testVerdict } from "./verdict.ts";

const LOOK_EVERY_MS = 400;

type Here = Pick<Hand, "signal" | "stopping">;
/** What a test may take, in milliseconds; tests of tests take less. */
type Limit = { limitMs?: number };

/**
 * Job: the whole little job, by the very graph that writes updates, on pull requests that are made up. Paid calls are not made twice: a
 * test whose process ends is lost, and somebody begins another one.
 */
export async function workTest(
  deps: Deps,
  id: string,
  hand: Here,
  { limitMs = LIMITS.model_test.seconds * 1_000 }: Limit = {},
): Promise<void> {
  const test = await takeTest(deps.db, id);
  if (!test) return endTest(deps.db, id, { state: "lost", result: null }, deps.clock());
  const began = deps.clock();
  const over = watchForEnd(deps, id, hand, limitMs);
  const note = (progress: ModelTestRow["progress"]) => noteTest(deps.db, id, storable(progress));
  const { recorder, made } = testRecorder({ clock: deps.clock, signal: over.signal, note });
  const tookMs = () => deps.clock().getTime() - began.getTime();
  try {
    const written = await littleJob(deps, test, recorder);
    const result = storable(resultOf(deps, test, written, made, tookMs()));
    await endTest(deps.db, id, { state: "done", result }, deps.clock());
  } catch (error) {
    const why = over.why();
    if (why === "lost") return await endTest(deps.db, id, { state: "lost", result: null }, deps.clock());
    const problem = why ? endProblem(why, test.model, limitMs) : unexpected(deps, error);
    const state = why === "stopped" ? ("stopped" as const) : ("done" as const);
    await endTest(deps.db, id, { state, result: storable(brokenOff(problem, made, tookMs())) }, deps.clock());
  } finally {
    over.end();
  }
}

/** A test asks for streams, as a run does where people read along: a server may have trouble with them. Nobody reads this one. */
const UNSEEN = { grew: () => {}, end: () => Promise.resolve() };

async function littleJob(
  deps: Deps,
  { id, model: llm_model }: ModelTestRow,
  recorder: ReturnType<typeof testRecorder>["recorder"],
): Promise<State> {
  const parameters = testParameters(llm_model);
  const spec = testedWith((await resolveTemplate(deps.db, BUILT_IN)).spec);
  const max_steps = computeMaxSteps(spec, parameters.max_iterations);
  const asked = modelTools(deps, { run_id: null, test_id: id }, llm_model);
  const model = asked && { ...asked, show: () => UNSEEN };
  const graph = reportGraph({ recorder, github: madeUpGithub, clock: deps.clock, spec, model, max_steps });
  return graph.invoke({ parameters }, { recursionLimit: max_steps });
}

function resultOf(
  { settings }: Deps,
  { model }: ModelTestRow,
  { markdown: text, findings, ...written }: State,
  made: readonly MadeCall[],
  ms: number,
): ModelTestResult {
  const { more, ...verdict } = testVerdict({ ...written, made, model });
  const facts = factsOf(made, ms);
  const unpriced =
    unkeptBudgets(settings.caps, model)?.sentence ?? `The price of ${model} is not known: set it in LLM_PRICES.`;
  const isUnpriced = verdict.writes && facts.cost_usd === null;
  return { ...verdict, more: isUnpriced ? [...more, unpriced] : more, text, findings, ...facts };
}

function brokenOff(problem: ProblemShape, made: readonly MadeCall[], ms: number): ModelTestResult {
  const nothing = { writes: false, more: [], text: "", findings: [] };
  return { ...nothing, sentence: problem.message, problem, ...factsOf(made, ms) };
}

function factsOf(made: readonly MadeCall[], duration_ms: number) {
  const served_by = made.findLast(({ answer }) => answer && answer.outcome !== "failed")?.answer?.served_by ?? "";
  const calls = made.map(({ answer: _answer, cost_usd: _cost, started_at: _started, ...call }) => call);
  return { ...totalsOf(made), duration_ms, served_by, calls };
}

type Why = "stopped" | "late" | "lost";

/** Aborts when somebody stops the test, its time is over, or this process is to end. */
function watchForEnd({ db, log }: Deps, id: string, { signal, stopping }: Here, limitMs: number) {
  const over = new AbortController();
  let why: Why | null = null;
  const endFor = (reason: Why) => {
    why ??= reason;
    over.abort();
  };
  const gone = AbortSignal.any([signal, stopping]);
  if (gone.aborted) endFor("lost");
  gone.addEventListener("abort", () => endFor("lost"));
  const late = setTimeout(() => endFor("late"), limitMs);
  const look = setInterval(() => {
    findTest(db, id)
      .then((now) => now?.stop_requested_at && endFor("stopped"))
      .catch((error: unknown) => log.warn({ error, test_id: id }, "could not look after the test"));
  }, LOOK_EVERY_MS);
  const end = () => {
    clearTimeout(late);
    clearInterval(look);
  };
  return { signal: over.signal, why: (): Why | null => why, end };
}

function endProblem(why: Exclude<Why, "lost">, model: string, limitMs: number): ProblemShape {
  if (why === "stopped") return { code: "failed", message: "Stopped before it was done.", remedy: "Test again." };
  const message = `${model} did not write three changes within ${limitMs / 1_000} seconds.`;
  return {
    code: "timed_out",
    message,
    remedy: "Choose a faster model in LLM_MODELS, or give its server more to work with.",
  };
}

function unexpected({ log }: Deps, error: unknown): ProblemShape {
  if (error instanceof Problem) return shapeOf(error);
  log.error({ error }, "a test of a model failed");
  return {
    code: "failed",
    message: "Something went wrong in the test.",
    remedy: "Test again; the log has the reason.",
  };
}
