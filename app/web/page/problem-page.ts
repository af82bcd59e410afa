import type { ContentfulStatusCode } from "hono/utils/http-status";
import { HTTPException } from "hono/http-exception";
import { HangUp } from "../../../base/read-body.ts";
import { detailsOf, Problem } from "../../../webhooks/contract/problem.ts";
import { isPartial, wantsJson, type Fields, type Web } from "./context.ts";
import { bareShell, shellOf, type WebDeps } from "./page.ts";
import { fieldsOf } from "./read-form.ts";

export type ProblemView = {
  status: number;
  title: string;
  message: string;
  remedy: string;
  details: { message: string; fix: string }[];
  request_id: string;
  /** What was typed and did not get where it should: to be sent again from here. Null: nothing was. */
  again: Again | null;
};

type Again = {
  action: string;
  /** What people wrote themselves. */
  texts: { name: string; label: string; value: string }[];
  /** The rest of the form. */
  fields: { name: string; value: string }[];
};

/** The fields that hold people's own words. */
const TEXTS: Record<string, string> = {
  markdown: "Text",
  text: "What should change",
  reason: "Reason",
  override_reason: "Reason",
  custom_prompt: "Anything to add",
  name: "Name",
  cron: "Cron line",
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

export type ProblemPages = {
  problem: ProblemView;
  "problem-toast": ProblemView;
};

/** The one place where an error becomes an answer: a page, a toast for htmx, or problem details. */
export async function answerError(error: Error, c: Web, deps: WebDeps<ProblemPages>): Promise<Response> {
  if (error instanceof HangUp) return c.body(null, 400);
  const problem = expectedProblem(error);
  if (!problem) {
    deps.log.error({ error, request_id: c.get("requestId"), path: c.req.path }, "unexpected error");
  }
  const shown = problem ?? unexpected;
  // Safe: PROBLEM_STATUS holds only statuses that may carry a body.
  const status = shown.status as ContentfulStatusCode;
  if (wantsJson(c)) return c.json(detailsOf(shown), status, { "content-type": "application/problem+json" });
  const view = viewOf(c, shown, isPartial(c) ? null : againOf(c, await typedIn(c)));
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

function expectedProblem(error: Error): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof HTTPException)) return undefined;
  return new Problem("bad_request", "The request could not be read.", "Go back and try again.");
}

/** The form of another site is not shown as if it were this person's. */
export async function typedIn(c: Web): Promise<Fields> {
  if (c.req.method !== "POST" || !c.get("ours")) return {};
  try {
    return c.get("fields") ?? (await fieldsOf(c));
  } catch (error) {
    if (error instanceof Problem || error instanceof HangUp) return {};
    throw error;
  }
}

export function againOf(c: Web, fields: Fields): Again | null {
  const all = Object.entries(fields).flatMap(([name, values]) => values.map((value) => ({ name, value })));
  const isText = ({ name, value }: { name: string; value: string }) =>
    Object.hasOwn(TEXTS, name) && value.trim() !== "";
  const texts = all.filter(isText).map(({ name, value }) => ({ name, value, label: TEXTS[name] ?? name }));
  if (texts.length === 0) return null;
  return { action: c.req.path, texts, fields: all.filter((one) => !isText(one)) };
}

function viewOf(c: Web, problem: Problem, again: Again | null): ProblemView {
  const { status, message, remedy, details } = problem;
  const told = details.filter((detail) => detail.message !== message);
  return {
    status,
    message,
    remedy,
    details: told,
    title: TITLES[status] ?? "Something went wrong",
    request_id: c.get("requestId"),
    again,
  };
}

const MAX_SHOWN_PATH = 120;

export function notFound(c: Web): never {
  const named = c.req.path.length > MAX_SHOWN_PATH ? `${c.req.path.slice(0, MAX_SHOWN_PATH)}…` : c.req.path;
  throw new Problem("not_found", `There is no page ${named}.`, "Take one from the menu.");
}
