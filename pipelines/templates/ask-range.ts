import type { DateRange, Parameters } from "../../webhooks/contract/parameters.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import type { AskingEvidence } from "../github/gather.ts";
import { windowFor } from "../github/releases/window-for.ts";
import type { Reading } from "../github/sources.ts";

const LATER = "Try again in a few minutes.";

type Said = { details: FieldProblem[]; notes: string[]; window: DateRange | null };

/**
 * What GitHub says of a range: a tag that is not there, two that are on two branches. Where it cannot be asked a note says so.
 *
 * @param signal Aborted when that takes too long; what `ask` asks with ends by it.
 */
export async function askRange(
  ask: AskingEvidence,
  asked: Pick<Parameters, "date_range" | "range" | "analysis_type">,
  readings: readonly Reading[],
  now: string,
  signal?: AbortSignal,
): Promise<Said> {
  if (!asked.range) return { details: [], notes: [], window: null };
  try {
    const { window, notes } = await windowFor(asked, readings, now, ask);
    return { details: [], notes, window };
  } catch (error) {
    if (!(error instanceof Problem) && !signal?.aborted) throw error;
    const why = error instanceof Problem ? error : new Problem("timed_out", "GitHub did not answer in time.", LATER);
    if (why.details.length > 0) return { details: [...why.details], notes: [], window: null };
    return { details: [], notes: [`GitHub could not be asked for the range. ${why.message}`], window: null };
  }
}
