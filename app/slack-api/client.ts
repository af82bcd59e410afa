import { LogLevel, WebClient, type KnownBlock, type Logger } from "@slack/web-api";
import type { Log } from "../../base/log.ts";
import { webAddress } from "../web-address.ts";

const TIMEOUT_MS = 10_000;

type Options = { token: string; apiUrl: string; log: Log; timeoutMs?: number };

/** Every call is made once: whoever makes it decides about a second time. */
export const webOptions = (apiUrl: string, log: Log, timeoutMs = TIMEOUT_MS) => ({
  slackApiUrl: apiUrl,
  timeout: timeoutMs,
  allowAbsoluteUrls: false,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logger: quietly(log),
});

/** `chat.update` reads links and names anew each time unless it is told not to. */
const PLAIN = { parse: "none", link_names: false } as const;
/** Nothing is unfurled, nothing in a text becomes a mention or a link by itself. */
const QUIET = { ...PLAIN, unfurl_links: false, unfurl_media: false } as const;

type Message = { text: string; blocks?: KnownBlock[]; mrkdwn?: boolean };
type Where = { channel: string; thread_ts?: string | null };
/** By which a message is found again. */
type Mark = { event_type: string; event_payload: Record<string, string | number> };

export type SlackApi = ReturnType<typeof slackApi>;

/** Slack's Web API with our token, as posting and the front both ask it. What fails throws the SDK's error. */
export function slackApi({ token, apiUrl, log, timeoutMs }: Options) {
  const web = new WebClient(token, webOptions(apiUrl, log, timeoutMs));
  return {
    web,
    /** Who we are in Slack. */
    me: rememberAnswer(() => web.auth.test()),

    /** A person's own conversation with Pulse. */
    conversation: async (users: string) => (await web.conversations.open({ users })).channel?.id ?? users,

    post: async ({ channel, thread_ts }: Where, message: Message, metadata?: Mark) => {
      const marked = { channel, ...message, ...QUIET, ...(metadata && { metadata }) };
      return tsOf(await web.chat.postMessage({ ...marked, ...(thread_ts && { thread_ts }) }));
    },

    update: async (channel: string, ts: string, message: Message) =>
      tsOf(await web.chat.update({ channel, ts, ...message, ...PLAIN })),

    /** Null where Slack does not say. Only a convenience: the message stands whether or not we know its address. */
    permalink: async (channel: string, message_ts: string) => {
      const { permalink } = await web.chat.getPermalink({ channel, message_ts }).catch(() => ({ permalink: "" }));
      return webAddress(permalink ?? "") || null;
    },
  };
}

function tsOf({ ts }: { ts?: string }): string {
  if (ts) return ts;
  throw new Error("Slack named no ts.");
}

/** Kept when it came; after a failure it is asked again. */
export function rememberAnswer<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | undefined;
  return () => {
    kept ??= ask().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}

/**
 * The SDK's own lines, below ours: an outage is told once, by whoever made the call. Its chatter is let be: whole payloads, answers and
 * tickets of sockets stand in it.
 */
export function quietly(log: Log): Logger {
  const say = (...parts: unknown[]) => log.debug({ slack: parts.map(String).join(" ") }, "slack sdk");
  const hush = () => undefined;
  return {
    debug: hush,
    info: hush,
    warn: say,
    error: say,
    setLevel: () => undefined,
    setName: () => undefined,
    getLevel: () => LogLevel.INFO,
  };
}
