import { z } from "zod";
import { retryAfterS } from "../base/retry-after.ts";
import { traceHeaders } from "../base/tracing.ts";
import { Problem } from "../webhooks/contract/problem.ts";
import { bodyText, jsonIn, problemIn, readAnswer } from "./pipelines-answer.ts";

/** Where the pipelines are, and the key for them. */
export type PipelinesAddress = { url: string; apiKey: string; fetch?: typeof fetch };

export const TIMEOUT_MS = 10_000;
/** A longer wait is for whoever asked to decide. */
const LONGEST_WAIT_S = 2;
const MOST_WAITS = 3;

export function callsPipelines({ url, apiKey, fetch: send = fetch }: PipelinesAddress, method: string) {
  return async <Answer>(
    path: string,
    shape: z.ZodType<Answer>,
    body?: unknown,
    headers: Record<string, string> = {},
    { timeoutMs = TIMEOUT_MS, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
  ): Promise<Answer> => {
    let response: Response;
    try {
      response = await patiently(() =>
        send(`${url}/api/v1/${path}`, {
          method,
          // The key goes to the configured address alone.
          redirect: "manual",
          signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
          headers: {
            authorization: `Bearer ${apiKey}`,
            ...traceHeaders(),
            ...(body !== undefined && { "content-type": "application/json" }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
    } catch (cause) {
      throw new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.", { cause });
    }
    const text = await bodyText(response);
    if (response.ok) return readAnswer(shape, text);
    const answer = jsonIn(text);
    throw problemIn(response.status, answer, retryAfterS(response.headers, new Date()));
  };
}

const LINES = "application/x-ndjson";
/** However long it is: it is handed on as it comes. */
const STREAM_MS = 120_000;

/** Lines of JSON that the pipelines answer, as they come: they may be many megabytes. @throws {Problem} the pipelines' own, or `unavailable` */
export async function streamOf(
  { url, apiKey, fetch: send = fetch }: PipelinesAddress,
  path: string,
): Promise<ReadableStream<Uint8Array>> {
  let response: Response;
  try {
    const headers = { authorization: `Bearer ${apiKey}`, ...traceHeaders() };
    response = await send(`${url}/api/v1/${path}`, {
      redirect: "manual",
      signal: AbortSignal.timeout(STREAM_MS),
      headers,
    });
  } catch (cause) {
    throw new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.", { cause });
  }
  const isLines = response.headers.get("content-type")?.startsWith(LINES) ?? false;
  if (response.ok && isLines && response.body) return response.body;
  const text = await bodyText(response);
  // Says of anything else what it is.
  if (response.ok) return readAnswer(z.never(), text);
  throw problemIn(response.status, jsonIn(text), retryAfterS(response.headers, new Date()));
}

/** What was refused for its number was not done, so it may be asked again. */
async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let waits = 0; ; waits += 1) {
    const response = await ask();
    const waitS = retryAfterS(response.headers, new Date());
    if (response.status !== 429 || waits === MOST_WAITS || waitS === null || waitS > LONGEST_WAIT_S) return response;
    await response.body?.cancel();
    await new Promise((over) => setTimeout(over, waitS * 1_000));
  }
}

/** One part of a path: encoded, and never a step in it. @throws {Problem} `not_found` */
export function pathPart(name: string): string {
  if (name !== "" && name !== "." && name !== "..") return encodeURIComponent(name.toWellFormed());
  throw new Problem("not_found", "The pipelines do not have that.", "Reload the page, and choose from what it shows.");
}
