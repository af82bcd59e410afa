import { z } from "zod";
import { ownRelease } from "../base/own-release.ts";
import { Problem, problemDetails } from "../webhooks/contract/problem.ts";
import { onOneLine } from "./say.ts";
import type { CliSettings } from "./settings.ts";

type Asked<S extends z.ZodType> = {
  method?: Method;
  shape: S;
  body?: object;
  headers?: Record<string, string>;
};
type Method = "GET" | "POST" | "PUT";
/** One request to the API. @throws {Problem} the app's own, or what kept it from answering */
export type Ask = <S extends z.ZodType>(path: string, asked: Asked<S>) => Promise<z.output<S>>;

/** A preview reads a quarter of pull requests again. */
const ANSWERS_WITHIN_MS = 60_000;

export function pulseAsker({ url, token }: CliSettings): Ask {
  return async (path, { method = "GET", shape, body, headers }) => {
    const answer = await sent(url, `/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return read(url, { method, path: pathAlone(path) }, answer, shape);
  };
}

const pathAlone = (path: string): string => path.replace(/\?.*$/s, "");

/** @throws {Problem} `unavailable` where nothing answers, `upstream` where something else does */
export async function reachPulse(url: string): Promise<{ url: string; ahead_ms: number }> {
  const began = Date.now();
  const { status, sent_at } = await sent(url, "/healthz", {});
  const middle = (began + Date.now()) / 2;
  if (status === 200) return { url, ahead_ms: sent_at === null ? 0 : sent_at - middle };
  throw notPulse(url, status);
}

type Answered = { status: number; text: string; sent_at: number | null };

async function sent(url: string, path: string, request: RequestInit): Promise<Answered> {
  const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  try {
    // Another address is none that the token was meant for.
    const answer = await fetch(`${url}${path}`, { ...request, redirect: "manual", signal });
    const date = Date.parse(answer.headers.get("date") ?? "");
    return { status: answer.status, text: await answer.text(), sent_at: Number.isNaN(date) ? null : date };
  } catch (cause) {
    const within = `within ${ANSWERS_WITHIN_MS / 1000} seconds`;
    const message = signal.aborted ? `${url} did not answer ${within}.` : `Nothing answers at ${url}.`;
    const remedy = "Look whether Pulse runs there, and whether PULSE_URL is right.";
    throw new Problem("unavailable", message, remedy, { cause });
  }
}

type Operation = { method: Method; path: string };

/** @throws {Problem} what the app says, or `upstream` for what is none of its answers. */
async function read<S extends z.ZodType>(url: string, asked: Operation, { status, text }: Answered, shape: S) {
  const value = jsonIn(text);
  const isDone = status >= 200 && status < 300;
  if (isDone) {
    const { success, data } = shape.safeParse(value);
    if (success) return data;
  }
  const told = problemDetails.safeParse(value);
  const isRead = typeof value === "object" && value !== null;
  if (isRead && (isDone || NOT_THERE.has(status))) await requireOperation(url, asked, isDone);
  if (told.success) {
    const { code, detail, remedy, details = [] } = told.data;
    throw new Problem(code, detail, remedy, { details });
  }
  throw notPulse(url, status);
}

function notPulse(url: string, status: number): Problem {
  const message = `What answers at ${url} is not this Pulse’s API (status ${status}).`;
  return new Problem("upstream", message, "Look whether PULSE_URL is right, and whether both are of one release.");
}

/** What a release answers that does not know an operation. */
const NOT_THERE: ReadonlySet<number> = new Set([404, 405]);

const description = z.object({
  info: z.object({ "x-release": z.string().max(100).optional() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/**
 * An operation that the app does not have, or answers in a shape of its own, is one of another release. What it has, its description
 * says; one that does not say anything is left to whoever asked.
 *
 * @throws {Problem} `upstream`, naming both releases
 */
async function requireOperation(url: string, { method, path }: Operation, unread: boolean): Promise<void> {
  const { text } = await sent(url, "/api/v1/openapi.json", {});
  const { success, data } = description.safeParse(jsonIn(text));
  if (!success) return;
  const theirs = data.info["x-release"];
  const isKnown = Object.entries(data.paths).some(
    ([known, methods]) => method.toLowerCase() in methods && fits(known, path),
  );
  const ours = ownRelease();
  const there = theirs === undefined ? "an earlier release" : `release ${onOneLine(theirs)}`;
  const remedy = "Use the pulse of that release, or bring both to one.";
  if (!isKnown) {
    const message = `The Pulse at ${url} is of ${there} and does not know what is asked (${method} ${path}); this pulse is of release ${ours}.`;
    throw new Problem("upstream", message, remedy);
  }
  if (!unread || theirs === ours) return;
  const message = `The Pulse at ${url} is of ${there} and answers otherwise than this pulse, of release ${ours}, can read.`;
  throw new Problem("upstream", message, remedy);
}

/** `/profiles/{slug}/policy` fits what stands in its place. */
function fits(known: string, path: string): boolean {
  const [wanted, given] = [known.split("/"), path.split("/")];
  return wanted.length === given.length && wanted.every((part, at) => /^\{\w+\}$/.test(part) || part === given[at]);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
