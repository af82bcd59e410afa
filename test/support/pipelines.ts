import { fork, type ChildProcess } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { startChild } from "../../base/spawn-child.ts";
import type { Event } from "../../webhooks/contract/events.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { RunAnswer, TriggerAnswer } from "../../webhooks/contract/runs.ts";
import type { Answer, Callbacks } from "./callbacks.ts";
import { machineEnv } from "./machine.ts";
import { until } from "./until.ts";

export const API_KEY = "a key for tests, long enough";
export const SIGNING_KEY = createHash("sha256").update("a signing key for tests").digest("base64");
const SCRIPT = join(import.meta.dirname, "../../pipelines/main.ts");

type Where = { databaseUrl: string; githubUrl: string; env?: Record<string, string> };

export function pipelinesEnv({ databaseUrl, githubUrl, env = {} }: Where): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    GITHUB_API_URL: githubUrl,
    PULSE_API_KEY: API_KEY,
    WEBHOOK_SIGNING_KEYS: SIGNING_KEY,
    PORT: "0",
    LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
    ...env,
  };
}

export type Pipelines = Client & {
  /** kill -9; where `restart` was asked for another process takes its place on the same port. */
  kill: () => void;
  stop: () => Promise<void>;
};

/** The real process, on a free port. @param graceMs How long it may go on with paid work when it is stopped. */
export async function startPipelines(where: Where, restart = false, graceMs = 0): Promise<Pipelines> {
  const env = pipelinesEnv(where);
  const { ready, kill, stop } = startChild({ name: "pipelines", script: SCRIPT, env, restart, graceMs });
  const { url } = await ready;
  return { ...clientOf(url), kill, stop };
}

export type Watched = { process: ChildProcess; url: string; log: () => string; stop: () => void };

/** The real process with its log kept, and a process to send signals to. Rejects with what it said if it ends before it is up. */
export function forkPipelines(where: Where): Promise<Watched> {
  const env = { ...machineEnv(), ...pipelinesEnv({ ...where, env: { LOG_LEVEL: "info", ...where.env } }) };
  const child = fork(SCRIPT, { env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => void (log += text));
  return new Promise((up, failed) => {
    child.once("message", (message) => {
      // Safe: the one message that our processes send.
      const { ready } = message as { ready: { url: string } };
      up({ process: child, url: ready.url, log: () => log, stop: () => void child.kill("SIGKILL") });
    });
    child.once("close", (code) => failed(new Error(`ended with ${code}: ${log}`)));
  });
}

export type Answered<Body> = { status: number; headers: Headers; body: Body };
export type Client = ReturnType<typeof clientOf>;
export type Started = { runId: string; path: string; token: string };
/** `answers`: to the first tries of its webhook. */
type Asked = { parameters: ParametersInput; callbacks: Callbacks; answers?: Answer[]; dryRun?: boolean; ref?: string };

/** Whoever asks the pipelines for something. */
export function clientOf(url: string) {
  async function ask<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    // Safe: each test looks at what it expects.
    const isJson =
      /^application\/(?:problem\+)?json/.test(response.headers.get("content-type") ?? "") && text.startsWith("{");
    const read = (isJson ? JSON.parse(text) : text) as Body;
    return { status: response.status, headers: response.headers, body: read } satisfies Answered<Body>;
  }
  const get = <Body>(path: string) => ask<Body>("GET", `/api/v1${path}`);
  const post = <Body>(path: string, body: unknown = {}, headers = {}) =>
    ask<Body>("POST", `/api/v1${path}`, body, headers);
  const run = async (id: string) => (await get<RunAnswer>(`/runs/${id}`)).body;

  return {
    url,
    ask,
    get,
    post,
    run,
    /** Starts a run whose webhook comes to a path of its own. */
    async start({ parameters, callbacks, answers = [], dryRun = false, ref }: Asked): Promise<Started> {
      const [requestId, token] = [randomUUID(), randomBytes(32).toString("base64url")];
      const path = `/${requestId}`;
      callbacks.answer(path, ...answers);
      const trigger = triggerOf(requestId, callbacks.url(path), token, parameters, dryRun);
      const { status, body } = await post<TriggerAnswer>(ref ? `/run_templates/${ref}/runs` : RUNS, trigger, {
        "idempotency-key": requestId,
      });
      if (status !== 202) throw new Error(`The run was not started: ${JSON.stringify(body)}`);
      return { runId: body.run_id, path, token };
    },
    runIs: (id: string, what: string, holds: (run: RunAnswer) => boolean) =>
      until(`run that is ${what}`, async () => {
        const now = await run(id);
        return holds(now) && now;
      }),
  };
}

export const RUNS = "/run_templates/what-shipped/runs";

export function triggerOf(
  request_id: string,
  callback_url: string,
  webhook_token: string,
  parameters: ParametersInput,
  dry_run = false,
) {
  return { contract: 1, request_id, callback_url, webhook_token, parameters, dry_run };
}

/** The first event that came to a path. */
export async function eventAt(callbacks: Callbacks, path: string): Promise<Event> {
  const [delivery] = await until(`webhook at ${path}`, () => {
    const all = callbacks.at(path);
    return all.length > 0 && all;
  });
  // Safe: the contract's own test looks at every field.
  return JSON.parse(delivery!.body) as Event;
}
