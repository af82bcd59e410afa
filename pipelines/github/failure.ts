import { z } from "zod";

const codes = [
  "unauthorized",
  "forbidden",
  "not_found",
  "blocked",
  "invalid",
  "too_large",
  "rate_limited",
  "server_error",
  "network",
  "led_elsewhere",
  "broken_off",
  "foreign",
] as const;

/** What is wrong with a server that is not ours, or with the way to it. `restricted`: it will not hand on what GitHub shows. */
const readerCodes = [
  "not_started",
  "ended",
  "no_mcp",
  "bearer_refused",
  "reader_away",
  "reader_trouble",
  "lacks_tools",
  "as_csv",
  "restricted",
] as const;

/** Why a tool could not answer, as it crosses from the child: the text of an `isError` block. Holds no token and no address. */
export const failureShape = z.object({
  code: z.enum([...codes, ...readerCodes, "aborted", "timed_out", "unreadable"]),
  message: z.string(),
  /** GitHub's HTTP status; null where there was no answer. */
  status: z.number().int().nullable(),
  /** Whole seconds; null where GitHub did not say. */
  retry_after_s: z.number().nullable(),
});
export type Failure = z.infer<typeof failureShape>;
export type ReaderCode = (typeof readerCodes)[number];

const OF_READERS: ReadonlySet<string> = new Set(readerCodes);

export const isOfReader = (code: Failure["code"]): code is ReaderCode => OF_READERS.has(code);

/** A failure on its way through the client: retried, or put into words by `problemOf`. */
export class GithubFailure extends Error {
  override readonly name = "GithubFailure";
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}
