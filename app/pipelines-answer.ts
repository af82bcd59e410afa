import { STATUS_CODES } from "node:http";
import type { z } from "zod";
import { Problem, problemDetails } from "../webhooks/contract/problem.ts";

const AGAIN = "Try again in a moment.";

/** A refusal is told by its status, so there it may be lost. */
export async function bodyText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    if (!response.ok) return "";
    throw new Problem("unavailable", "The pipelines’ answer broke off.", AGAIN, { cause });
  }
}

export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The one place where an answer's shape is judged: whatever else comes with a 200 is somebody else, or another release. */
export function readAnswer<Answer>(shape: z.ZodType<Answer>, text: string): Answer {
  const answer = jsonIn(text);
  const read = shape.safeParse(answer);
  if (read.success && (answer !== undefined || text.trim() === "")) return read.data;
  if (answer === undefined) {
    const what =
      text.trim() === "" ? "nothing" : /^\s*</.test(text) ? "a page" : "something that is no JSON, or cut off";
    const message = `The pipelines’ address answered with ${what}.`;
    throw new Problem("upstream", message, "Check PIPELINES_URL and what stands before it, then try again.");
  }
  const message = "The pipelines answered in a form that this Pulse does not know.";
  throw new Problem("upstream", message, "Deploy the app and the pipelines from one release.", { cause: read.error });
}

export function problemIn(status: number, answer: unknown, waitS: number | null): Problem {
  if (status < 400) {
    const remedy = "Put the address that answers itself into PIPELINES_URL.";
    return new Problem("unavailable", `The address of the pipelines leads elsewhere (status ${status}).`, remedy);
  }
  const read = problemDetails.safeParse(answer);
  if (!read.success) return strangeRefusal(status);
  const { code, detail, remedy, details } = read.data;
  return new Problem(code, detail, remedy, {
    details: details ?? [],
    ...(waitS !== null && { retryAfterS: waitS }),
  });
}

/** Not one of ours: something that stands before them. */
function strangeRefusal(status: number): Problem {
  const name = STATUS_CODES[status];
  const message = `The pipelines’ address answered ${status}${name ? ` (${name})` : ""}.`;
  const passes = status >= 500 || status === 408 || status === 425 || status === 429;
  return new Problem("unavailable", message, passes ? AGAIN : "Check PIPELINES_URL and what stands before it.");
}
