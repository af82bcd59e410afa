import { z } from "zod";
import { longList } from "./long-list.ts";

/** The errors we expect, each with its HTTP status. Anything else is a bug: it reaches the log, and people see a plain 500. */
const PROBLEM_STATUS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  precondition_required: 428,
  rate_limited: 429,
  failed: 500,
  upstream: 502,
  unavailable: 503,
  timed_out: 504,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;
const problemCodes = Object.keys(PROBLEM_STATUS) as [ProblemCode, ...ProblemCode[]];

/** One field that is wrong: where (a path like `parameters.sources.0.repo`), what kind of wrong, in words, and the mend. */
export const fieldProblem = z.object({ path: z.string(), code: z.string(), message: z.string(), fix: z.string() });
export type FieldProblem = z.infer<typeof fieldProblem>;

/** A problem as it crosses between processes: inside `run.failed`, and as an RFC 9457 body. */
export const problemShape = z.object({
  code: z.enum(problemCodes),
  message: z.string(),
  remedy: z.string(),
  details: longList(fieldProblem).optional(),
});
export type ProblemShape = z.infer<typeof problemShape>;

/** @source RFC 9457, Problem Details for HTTP APIs. `code`, `remedy` and `details` are our extension members. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.enum(problemCodes),
  remedy: z.string(),
  details: z.array(fieldProblem).optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;

type Options = ErrorOptions & { details?: FieldProblem[]; retryAfterS?: number };

export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  /** The reader's next step, in one imperative sentence. A page or a Slack reply shows it as it is. */
  readonly remedy: string;
  readonly details: FieldProblem[];
  /** Seconds after which trying again makes sense, where the other side told us. */
  readonly retryAfterS: number | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    remedy: string,
    { details = [], retryAfterS, ...options }: Options = {},
  ) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
    this.details = details;
    this.retryAfterS = retryAfterS;
  }

  get status(): number {
    return PROBLEM_STATUS[this.code];
  }
}

export function shapeOf({ code, message, remedy, details }: Problem): ProblemShape {
  return { code, message, remedy, ...(details.length > 0 && { details }) };
}

export function detailsOf(problem: Problem): ProblemDetails {
  return {
    type: `urn:pulse:problem:${problem.code}`,
    title: problem.code.replaceAll("_", " "),
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    remedy: problem.remedy,
    ...(problem.details.length > 0 && { details: problem.details }),
  };
}

/**
 * Reads a value by its schema.
 *
 * @param what Names the thing in the message: "The request", "The webhook body".
 * @throws {Problem} `invalid` with one detail per field.
 */
export function parse<S extends z.ZodType>(schema: S, value: unknown, what: string, remedy: string): z.infer<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const { issues } = read.error;
  const details = issues.slice(0, MAX_DETAILS).map((issue) => ({
    path: cut(issue.path.join(".")),
    code: issue.code,
    message: cut(issue.message),
    fix: cut(fixOf(issue)),
  }));
  throw new Problem("invalid", `${what} is not right: ${summaryOf(details, issues.length)}`, remedy, { details });
}

/** Whoever sends nonsense gets a short answer: so many faults, and so many characters of each. */
export const MAX_DETAILS = 20;
const MAX_DETAIL_CHARS = 300;

const cut = (text: string): string =>
  text.length <= MAX_DETAIL_CHARS ? text : `${text.slice(0, MAX_DETAIL_CHARS).toWellFormed()}…`;

function summaryOf([first]: FieldProblem[], count: number): string {
  const where = first?.path ? `${first.path}: ` : "";
  return `${where}${first?.message ?? "unreadable"}${count > 1 ? ` (and ${count - 1} more)` : ""}`;
}

function fixOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `Remove ${issue.keys.join(", ")}.`;
    case "invalid_value":
      return `Use one of ${issue.values.join(", ")}.`;
    case "too_big":
      return `Keep it at ${String(issue.maximum)} or less.`;
    case "too_small":
      return `Give at least ${String(issue.minimum)}.`;
    case "invalid_type":
      return `Send ${issue.expected === "undefined" ? "nothing" : `a value of type ${issue.expected}`}.`;
    default:
      return "Send a value of the documented form.";
  }
}
