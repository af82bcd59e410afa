import { runInThisContext } from "node:vm";
import { type Recipe, recipesFor, shown, textOf } from "./hostile.ts";

/** No foreign text that an expression meets is longer: what GitHub takes as a description of a pull request. */
export const LONGEST_CHARS = 65_536;
export const MOST_MS = 50;

/** Steps towards the longest text; what grows too fast shows at a short one, long before it could hold anything up. */
const LENGTHS = [24, 600, 2_400, 9_600, LONGEST_CHARS];
/** Whoever needs as long for the first of them doubles with each character. */
const DOUBLING_MS = 2;
const SCREEN_CHARS = 2_400;
/** What a square makes of 50 ms at the longest is this at the screen; an honest expression is far below it. */
const SCREEN_MS = (MOST_MS * SCREEN_CHARS ** 2) / LONGEST_CHARS ** 2 / 2;
const TRIES = 5;
/** So many times too long is too long, once is enough. */
const CERTAIN = 4;
/** The system counts a thread's time in ticks. */
const CLOCK_MS = 4;
/** Four times the text, with room for what a clock cannot tell. */
const GROWTH = 6;
/** All texts of one expression, beside any other work: a run that nothing but a kill would end. */
const HOPELESS_MS = 120_000;

export type Cost = { ms: number; chars: number; recipe: string };

/** The dearest of all texts that an expression's own pieces make. */
export function costOf(pattern: RegExp): Cost {
  let worst: Cost = { ms: 0, chars: 0, recipe: "" };
  let current = "";
  const measure = () => {
    for (const recipe of recipesFor(pattern)) {
      current = shown(recipe);
      const cost = costOn(pattern, recipe);
      if (cost.ms > worst.ms) worst = cost;
      if (worst.ms > MOST_MS) return;
    }
  };
  try {
    within(HOPELESS_MS, measure);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")) throw error;
    return { ms: HOPELESS_MS, chars: 0, recipe: current };
  }
  return worst;
}

function costOn(pattern: RegExp, recipe: Recipe): Cost {
  let cost = { ms: 0, chars: 0, recipe: "" };
  for (const length of LENGTHS) {
    const text = textOf(recipe, length);
    const enough = Math.max(length === LONGEST_CHARS ? MOST_MS : SCREEN_MS * (length / SCREEN_CHARS) ** 2, SCREEN_MS);
    cost = { ms: timeOf(pattern, text, enough), chars: text.length, recipe: shown(recipe) };
    if (length === LENGTHS[0] && cost.ms > DOUBLING_MS) return { ...cost, ms: HOPELESS_MS };
    if (cost.ms > MOST_MS) return isBusyMachine(pattern, recipe, cost.ms, length) ? { ...cost, ms: MOST_MS } : cost;
    if (length >= SCREEN_CHARS && cost.ms < enough) return cost;
  }
  return cost;
}

/**
 * A busy machine needs longer for the same work, in the thread's own time too: what grows no faster than the text, and takes a few times
 * too long at the longest only, is no fault of the expression.
 */
function isBusyMachine(pattern: RegExp, recipe: Recipe, ms: number, length: number): boolean {
  if (length < LONGEST_CHARS || ms > CERTAIN * MOST_MS) return false;
  const part = timeOf(pattern, textOf(recipe, length / 4), 0);
  return ms - CLOCK_MS <= GROWTH * part;
}

/** The least of some tries. What else the machine does is no fault of an expression: a long time is what this thread computed. */
function timeOf(pattern: RegExp, text: string, enough: number): number {
  const began = performance.now();
  text.replace(pattern, "");
  // The thread's own time is asked for where it matters alone: asking takes longer than most expressions.
  let least = performance.now() - began;
  for (let attempt = 0; attempt < TRIES && least > enough; attempt += 1) {
    const [start, before] = [performance.now(), process.threadCpuUsage()];
    text.replace(pattern, "");
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, performance.now() - start, (user + system) / 1_000 + CLOCK_MS);
    if (least > CERTAIN * MOST_MS) break;
  }
  return least;
}

/** Ends work that would never end by itself: an expression listens to nothing but the end of its time. */
function within(ms: number, work: () => void): void {
  (globalThis as Record<string, unknown>)["measured"] = work;
  runInThisContext("measured()", { timeout: ms });
}
