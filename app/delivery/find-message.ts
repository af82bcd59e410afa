import type { WebClient } from "@slack/web-api";
import { outcomeOf } from "./outcome.ts";
import type { PostTarget } from "./slack.ts";

/** Looking for one of our messages. "unreadable": nobody lets us look; "unanswered": not now. */
export type Look =
  | { kind: "found"; ts: string }
  | { kind: "missing" }
  | { kind: "unreadable" }
  | { kind: "unanswered"; retryAfterS: number | null };

/** Who we are in Slack. */
export type Me = { bot_id?: string; user_id?: string };

export const PAGE = 200;
export const MAX_PAGES = 20;
/** Clocks differ; a message may be older than we think we began. */
const LOOK_BACK_S = 120;

/** The message with a part's key, in its channel or thread. */
export async function findMessage(
  web: WebClient,
  target: PostTarget,
  since: Date,
  me: () => Promise<Me>,
): Promise<Look> {
  try {
    return await look(web, target, since, await me());
  } catch (error) {
    const outcome = outcomeOf(error, target.channel.name);
    if (outcome.kind === "not_sent") return { kind: "unanswered", retryAfterS: outcome.retryAfterS };
    return outcome.kind === "unknown" ? { kind: "unanswered", retryAfterS: null } : { kind: "unreadable" };
  }
}

type Found = Me & { ts?: string; user?: string; metadata?: { event_payload?: unknown } };

async function look(web: WebClient, target: PostTarget, since: Date, me: Me): Promise<Look> {
  const oldest = String(Math.floor(since.getTime() / 1_000) - LOOK_BACK_S);
  const range = { channel: target.channel.id, oldest, inclusive: true, include_all_metadata: true, limit: PAGE };
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const paged = { ...range, ...(cursor && { cursor }) };
    const answer = target.thread_ts
      ? await web.conversations.replies({ ...paged, ts: target.thread_ts })
      : await web.conversations.history(paged);
    const ours = ((answer.messages ?? []) as Found[]).find(
      (message) => hasKey(message, target.key) && isBy(message, me),
    );
    if (ours?.ts) return { kind: "found", ts: ours.ts };
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return { kind: "missing" };
  }
  // So much was said since that nobody can be sure.
  return { kind: "unreadable" };
}

function hasKey({ metadata }: Found, key: string): boolean {
  const payload = metadata?.event_payload;
  return typeof payload === "object" && payload !== null && "k" in payload && payload.k === key;
}

/** Metadata can be forged by any app, so the author has to be us as well. */
function isBy({ bot_id, user }: Found, me: Me): boolean {
  return (bot_id !== undefined && bot_id === me.bot_id) || (user !== undefined && user === me.user_id);
}
