import type { DateRange, Parameters } from "../../webhooks/contract/parameters.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { askingOf } from "../github/asking.ts";
import { windowFor } from "../github/releases/window-for.ts";
import type { Reading } from "../github/sources.ts";
import { ASKED_WITHIN_MS } from "./ask-sources.ts";

const LATER = "Try again in a few minutes.";

type Said = { details: FieldProblem[]; notes: string[]; window: DateRange | null };

/** What GitHub says of a range: a tag that is not there, two that are on two branches. Where it cannot be asked a note says so. */
export async function askRange(
  { github, clock }: Pick<Deps, "github" | "clock">,
  asked: Pick<Parameters, "date_range" | "range" | "analysis_type">,
  readings: readonly Reading[],
): Promise<Said> {
  if (!asked.range) return { details: [], notes: [], window: null };
  const signal = AbortSignal.timeout(ASKED_WITHIN_MS);
  try {
    const { window, notes } = await windowFor(asked, readings, clock().toISOString(), askingOf(github, signal));
    return { details: [], notes, window };
  } catch (error) {
    if (!(error instanceof Problem) && !signal.aborted) throw error;
    const why = error instanceof Problem ? error : new Problem("timed_out", "GitHub did not answer in time.", LATER);
    if (why.details.length > 0) return { details: [...why.details], notes: [], window: null };
    return { details: [], notes: [`GitHub could not be asked for the range. ${why.message}`], window: null };
  }
}
