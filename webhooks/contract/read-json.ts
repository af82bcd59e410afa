import { readJson, type Excess, type JsonBounds } from "../../base/bounded-json.ts";
import { Problem, type ProblemCode } from "./problem.ts";

/** A report of 1,000 pull requests has some 13,000 values, none with more than 20 members, 6 levels deep. */
export const EVENT_BOUNDS: JsonBounds = { depth: 64, values: 150_000, members: 1_000 };
/** The largest request, with 500 pull requests to ignore, has some 600 values. */
export const REQUEST_BOUNDS: JsonBounds = { depth: 64, values: 10_000, members: 1_000 };

/**
 * The JSON of a body.
 *
 * @param unreadable The code for what is no JSON.
 * @throws {Problem} `too_large` when there is more of it than is read.
 */
export function jsonOfBody(text: string, bounds: JsonBounds, unreadable: ProblemCode): unknown {
  const read = readJson(text, bounds);
  if (read.ok) return read.value;
  if (read.excess === null) throw new Problem(unreadable, "The body is not JSON.", "Send one JSON object.");
  throw new Problem("too_large", `The body has more than ${factOf(read.excess, bounds)}.`, "Send less at once.");
}

function factOf(excess: Excess, bounds: JsonBounds): string {
  const most = bounds[excess].toLocaleString("en");
  return { depth: `${most} levels`, values: `${most} values`, members: `${most} members in one object` }[excess];
}
