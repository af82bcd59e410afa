import type { ContentfulStatusCode } from "hono/utils/http-status";
import { HTTPException } from "hono/http-exception";
import { HangUp } from "../../base/read-body.ts";
import { detailsOf, Problem } from "../../webhooks/contract/problem.ts";
import { isPartial, wantsJson, type Web } from "./context.ts";
import { bareShell, shellOf, type WebDeps } from "./page.ts";

export type ProblemView = {
  status: number;
  title: string;
  message: string;
  remedy: string;
  details: { message: string; fix: string }[];
  request_id: string;
};

const TITLES: Record<number, string> = {
  400: "That was not understood",
  401: "Please sign in",
  403: "That is not allowed",
  404: "There is nothing here",
  409: "Something changed meanwhile",
  410: "This is gone",
  413: "That is too much",
  422: "Something is not right yet",
  429: "A little slower, please",
  500: "Something went wrong",
  502: "The other side answered strangely",
  503: "Something does not answer",
  504: "That took too long",
};

/** The one place where an error becomes an answer: a page, a toast for htmx, or problem details. */
export async function answerError(error: Error, c: Web, deps: WebDeps): Promise<Response> {
  if (error instanceof HangUp) return c.body(null, 400);
  const problem = problemOf(error);
  if (!problem) {
    deps.log.error({ error, request_id: c.get("requestId"), path: c.req.path }, "unexpected error");
  }
  const shown = problem ?? unexpected;
  // Safe: PROBLEM_STATUS holds only statuses that may carry a body.
  const status = shown.status as ContentfulStatusCode;
  if (wantsJson(c)) return c.json(detailsOf(shown), status, { "content-type": "application/problem+json" });
  const view = viewOf(c, shown);
  if (isPartial(c)) {
    const toast = { "hx-retarget": "#toasts", "hx-reswap": "innerHTML" };
    return c.html(deps.draw("problem-toast", view, bareShell(c, deps, { title: view.title })), status, toast);
  }
  const shell = problem ? await shellOf(c, deps, { title: view.title }) : bareShell(c, deps, { title: view.title });
  return c.html(deps.draw("problem", view, shell), status);
}

const unexpected = new Problem(
  "failed",
  "That was our mistake, not yours.",
  "Try again; if it stays, tell us the number below.",
);

function problemOf(error: Error): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof HTTPException)) return undefined;
  return new Problem("bad_request", "The request could not be read.", "Go back and try again.");
}

function viewOf(c: Web, problem: Problem): ProblemView {
  const { status, message, remedy, details } = problem;
  const told = details.filter((detail) => detail.message !== message);
  return {
    status,
    message,
    remedy,
    details: told,
    title: TITLES[status] ?? "Something went wrong",
    request_id: c.get("requestId"),
  };
}

const MAX_SHOWN_PATH = 120;

export function notFound(c: Web): never {
  const named = c.req.path.length > MAX_SHOWN_PATH ? `${c.req.path.slice(0, MAX_SHOWN_PATH)}…` : c.req.path;
  throw new Problem("not_found", `There is no page ${named}.`, "Take one from the menu.");
}
