import { z } from "zod";
import { systemClock, type Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { SlackUser } from "../ports/slack-user.ts";
import { rememberAnswer, slackApi, type SlackApi } from "../slack-api/client.ts";
import { errorCode } from "../slack-api/error-code.ts";
import { EVER, look } from "../slack-api/find-message.ts";
import { goneOf } from "../slack-api/gone.ts";
import { outcomeOf } from "../slack-api/outcome.ts";
import type { HomeView, Message, ModalView } from "./blocks/shapes.ts";
import { usersOf } from "./users.ts";

/** What the Slack front asks of Slack, besides posting (delivery/slack.ts). Every call is made once. */
export type SlackCalls = {
  /** Three seconds after what it answers at the most, once. @throws {Problem} `timed_out` when that is over. */
  open: (trigger_id: string, view: ModalView) => Promise<{ id: string; hash: string }>;
  /** On top of an open modal. */
  push: (trigger_id: string, view: ModalView) => Promise<{ id: string; hash: string }>;
  /**
   * @param hash Null: whatever it shows by now.
   * @returns its hash from then on.
   * @throws {WebAPIPlatformError} `hash_conflict` when the view was changed in the meantime, `not_found` when it was closed.
   */
  redraw: (view_id: string, hash: string | null, view: ModalView) => Promise<string>;
  publishHome: (slackUserId: string, view: HomeView) => Promise<void>;
  /** A person's own conversation with Pulse. */
  conversation: (slackUserId: string) => Promise<string>;
  /** Into it. @param key By which it is found again. @returns where it stands. */
  direct: (slackUserId: string, message: Message, key?: string) => Promise<{ channel: string; ts: string }>;
  reply: (channel: string, thread_ts: string, message: Message, key: string) => Promise<string>;
  /** Our message with this key, so that what may be there already is not sent again; null, too, where nobody lets us look. */
  find: (channel: string, key: string, thread_ts?: string) => Promise<string | null>;
  /** @returns false when the message is gone. */
  update: (channel: string, ts: string, message: Message) => Promise<boolean>;
  /** A message that is gone is removed. */
  remove: (channel: string, ts: string) => Promise<void>;
  /** Null where Slack does not say. */
  permalink: (channel: string, ts: string) => Promise<string | null>;
  /** Kept for a moment; see users.ts. */
  user: (slackUserId: string) => Promise<SlackUser>;
  /** The workspace that our token belongs to, T…; of one that is for a whole organisation, that: E… Asked once. */
  team: () => Promise<string>;
  /** Answers through a `response_url` that came in a verified body. @returns false when it is used up or foreign. */
  respond: (responseUrl: string, message: Message, replace?: boolean) => Promise<boolean>;
};

const TIMEOUT_MS = 10_000;
const RESPONSE_ORIGIN = "https://hooks.slack.com";

type CallOptions = { token: string; apiUrl: string; log: Log; clock?: Clock };

export function slackCalls({ token, apiUrl, log, clock = systemClock }: CallOptions): SlackCalls {
  const api = slackApi({ token, apiUrl, log });
  const { web, me, conversation } = api;
  const origins = new Set([RESPONSE_ORIGIN, new URL(apiUrl).origin]);
  return {
    open: async (trigger_id, view) => {
      return openedAs(await inTime(() => web.views.open({ trigger_id, view })));
    },
    push: async (trigger_id, view) => openedAs(await inTime(() => web.views.push({ trigger_id, view }))),
    redraw: async (view_id, hash, view) =>
      openedAs(await web.views.update({ view_id, view, ...(hash && { hash }) })).hash,
    publishHome: async (user_id, view) => void (await web.views.publish({ user_id, view })),
    conversation,
    direct: async (user, message, key) => {
      const channel = await conversation(user);
      return { channel, ts: await api.post({ channel }, message, marked(key)) };
    },
    reply: (channel, thread_ts, message, key) => api.post({ channel, thread_ts }, message, marked(key)),
    find: (channel, key, thread_ts) => find(api, { channel, key, thread_ts: thread_ts ?? null }),
    update: (channel, ts, message) => unlessGone(() => api.update(channel, ts, message)),
    remove: async (channel, ts) => void (await unlessGone(() => web.chat.delete({ channel, ts }))),
    permalink: api.permalink,
    user: usersOf(api, log, clock),
    team: rememberAnswer(async () => {
      const { team_id, enterprise_id, is_enterprise_install } = await me();
      return z.string().parse((is_enterprise_install && enterprise_id) || team_id);
    }),
    respond: (url, message, replace = false) => respond(origins, url, message, replace),
  };
}

const openedAs = ({ view }: { view?: { id?: string; hash?: string } }) => ({
  id: view?.id ?? "",
  hash: view?.hash ?? "",
});

const MARK = "pulse_front";

function marked(key: string | undefined) {
  return key === undefined ? undefined : { event_type: MARK, event_payload: { k: key } };
}

type Place = { channel: string; key: string; thread_ts: string | null };

/** Without `im:history` nobody lets us look: then one message too many is better than none. */
async function find(api: SlackApi, { channel, key, thread_ts }: Place): Promise<string | null> {
  try {
    const found = await look(api, { channel: { id: channel, name: "" }, key, thread_ts }, EVER, new Set());
    return found.kind === "found" ? found.ts : null;
  } catch (error) {
    if (outcomeOf(error, "").kind === "refused") return null;
    throw error;
  }
}

const TOO_LATE = new Set(["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"]);

async function inTime<Answer>(open: () => Promise<Answer>): Promise<Answer> {
  try {
    return await open();
  } catch (error) {
    if (!TOO_LATE.has(errorCode(error))) throw error;
    const message = "Slack opens a form only within three seconds, and that time was over.";
    throw new Problem("timed_out", message, "Do the same once more.", { cause: error });
  }
}

async function unlessGone(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    const gone = goneOf(error);
    // What is not ours to change any more is gone as well.
    if (gone === "message" || gone === "channel" || errorCode(error) === "cant_update_message") return false;
    throw error;
  }
}

async function respond(origins: ReadonlySet<string>, url: string, message: Message, replace: boolean) {
  if (!URL.canParse(url) || !origins.has(new URL(url).origin)) return false;
  const body = JSON.stringify({ ...message, response_type: "ephemeral", replace_original: replace });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body, redirect: "error" } as const;
  try {
    return (await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
}
