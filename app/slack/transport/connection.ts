import { SocketModeReceiver, type App } from "@slack/bolt";
import { WebAPIRateLimitedError } from "@slack/web-api";
import { z } from "zod";
import { excessOf } from "../../../base/bounded-json.ts";
import type { Log } from "../../../base/log.ts";
import { quietly, webOptions } from "../../slack-api/client.ts";
import { errorCode } from "../../slack-api/error-code.ts";
import { SLACK_BOUNDS } from "./payload.ts";

/** What was asked on a connection that Slack is about to close is answered there. */
const DRAIN_MS = 4_000;

type Options = {
  appToken: string;
  apiUrl: string;
  log: Log;
  /** Slack says hello at once; a socket that stays silent for so long is none. */
  hello_ms: number;
  signal: AbortSignal;
  connected: () => void;
};

export type Ended = {
  problem: string;
  /** How long it stood; 0: it never did. */
  lived_ms: number;
  /** Slack itself asked for the next one. */
  next_at_once: boolean;
  /** Slack asks for patience. */
  wait_ms: number;
};

/**
 * One connection, from its ticket to its end. It never throws, and leaves nothing behind that could.
 *
 * @returns when it is over, or when Slack announced that it will be: the next one is opened while this one is still answered.
 */
export async function openSocket(bolt: App, options: Options): Promise<Ended> {
  const { log, signal, connected, hello_ms } = options;
  const receiver = receiverOf(options);
  receiver.init(bolt);
  const over = Promise.withResolvers<Omit<Ended, "lived_ms">>();
  const end = (problem: string, more: Partial<Ended> = {}) =>
    over.resolve({ problem, next_at_once: false, wait_ms: 0, ...more });
  let up_at = 0;

  receiver.client.on("connected", () => {
    up_at = performance.now();
    if (!signal.aborted) connected();
  });
  receiver.client.on("disconnected", () => end("The connection to Slack was lost."));
  guardMessages(receiver, log, () => end("Slack asked for another connection.", { next_at_once: true }));
  const silence = setTimeout(() => up_at || end("Slack opened a connection and said nothing."), hello_ms);
  const abandon = () => end("Pulse is stopping.");
  signal.addEventListener("abort", abandon, { once: true });
  const started = receiver.start().catch((error: unknown) => end(problemOf(error), { wait_ms: waitOf(error) }));

  const ended = await over.promise;
  clearTimeout(silence);
  signal.removeEventListener("abort", abandon);
  leave(receiver, started, ended.next_at_once ? DRAIN_MS : 0, signal);
  return { ...ended, lived_ms: up_at ? performance.now() - up_at : 0 };
}

function receiverOf({ appToken, apiUrl, log }: Options): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: quietly(log),
    installerOptions: { clientOptions: webOptions(apiUrl, log) },
    // An ack that fails here would be a rejection that nobody awaits.
    processEventErrorHandler: async ({ error }) => {
      log.error({ error }, "a payload from Slack could not be worked on");
      return false;
    },
  });
}

/**
 * The SDK reads messages in an async listener, so a message that it does not expect would end the process; and it hangs up at once
 * when Slack announces the end, with answers still under way.
 */
function guardMessages({ client }: SocketModeReceiver, log: Log, leaving: () => void): void {
  const [read] = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", (data: unknown, isBinary: unknown) => {
    if (excessOf(String(data), SLACK_BOUNDS))
      return log.error("a message from Slack is larger than any that Slack sends");
    if (isGoodbye(data)) return leaving();
    // Safe: the SDK's own listener, as it registered it.
    const reading = (read as (...args: unknown[]) => Promise<void>)(data, isBinary);
    reading.catch((error: unknown) => log.error({ error }, "a message from Slack could not be read"));
  });
}

const goodbye = z.object({ type: z.literal("disconnect") });

function isGoodbye(data: unknown): boolean {
  try {
    return typeof data === "string" && goodbye.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}

/** Hangs up, also on a socket that opens only now. */
function leave(receiver: SocketModeReceiver, started: Promise<unknown>, after_ms: number, signal: AbortSignal): void {
  const hangUp = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", hangUp);
    const stopped = () => receiver.stop().catch(() => undefined);
    void stopped();
    void started.then(stopped, stopped);
  };
  const timer = setTimeout(hangUp, after_ms);
  timer.unref();
  if (signal.aborted) return hangUp();
  signal.addEventListener("abort", hangUp, { once: true });
}

const waitOf = (error: unknown) => (error instanceof WebAPIRateLimitedError ? error.retryAfter * 1_000 : 0);

const APP_TOKEN_WRONG = "Slack refuses SLACK_APP_TOKEN";
const WORDS: Record<string, string> = {
  invalid_auth: `${APP_TOKEN_WRONG}: make one under Basic Information, App-Level Tokens, with connections:write.`,
  not_authed: `${APP_TOKEN_WRONG}: make one under Basic Information, App-Level Tokens, with connections:write.`,
  not_allowed_token_type: `${APP_TOKEN_WRONG}: it must be the app-level token, xapp-…`,
  missing_scope: `${APP_TOKEN_WRONG}: it lacks connections:write.`,
  account_inactive: `${APP_TOKEN_WRONG}: the app was removed. Install it again.`,
  token_revoked: `${APP_TOKEN_WRONG}: it was revoked. Make another one.`,
  forbidden_team: `${APP_TOKEN_WRONG}: Socket Mode is switched off for this app. Switch it on.`,
};

function problemOf(error: unknown): string {
  const code = errorCode(error);
  if (code)
    return WORDS[code] ?? `Slack gives no connection: ${/^[a-z_]+$/.test(code) ? code : "no words that are Slack’s"}.`;
  return error instanceof WebAPIRateLimitedError ? "Slack asks us to wait." : "Slack cannot be reached.";
}
