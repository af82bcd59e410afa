import type { Look, PostTarget } from "../ports/slack.ts";
import type { SlackApi } from "./client.ts";
import { outcomeOf } from "./outcome.ts";

/** Who we are in Slack. */
type Me = { bot_id?: string; user_id?: string };

export const PAGE = 200;
export const MAX_PAGES = 20;
/** Slack's own machines need not agree to the second. */
const LOOK_BACK_S = 120;
/** From the beginning. */
export const EVER = "0";

/**
 * The message with a part's key, in its channel or thread. No clock of ours has a say in where we look: a part of a thread comes after
 * its root, and a root after what was the newest message before it was sent.
 *
 * @param after That message's `ts`; EVER: nobody knows.
 * @param known Messages of ours whose parts we know: they are not the one, whatever can be read of them.
 */
export async function findMessage(
  api: SlackApi,
  target: PostTarget,
  { after, known }: { after: string; known: ReadonlySet<string> },
): Promise<Look> {
  try {
    return await look(api, target, after, known);
  } catch (error) {
    const outcome = outcomeOf(error, target.channel.name);
    if (outcome.kind === "not_sent") return { kind: "unanswered", retryAfterS: outcome.retryAfterS };
    return outcome.kind === "unknown" ? { kind: "unanswered", retryAfterS: null } : { kind: "unreadable" };
  }
}

type Found = Me & { ts?: string; subtype?: string; user?: string; metadata?: { event_payload?: unknown } };

/** The same, for whoever knows better what a failed call means. */
export async function look(
  api: SlackApi,
  { channel, thread_ts, key }: Pick<PostTarget, "channel" | "thread_ts" | "key">,
  after: string,
  known: ReadonlySet<string>,
): Promise<Look> {
  const { web } = api;
  const me = await api.me();
  const oldest = thread_ts ?? earlier(after);
  const range = { channel: channel.id, oldest, inclusive: true, include_all_metadata: true, limit: PAGE };
  let cursor: string | undefined;
  let unclear = false;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const paged = { ...range, ...(cursor && { cursor }) };
    const answer = thread_ts
      ? await web.conversations.replies({ ...paged, ts: thread_ts })
      : await web.conversations.history(paged);
    // No list is not an empty one.
    if (!answer.messages) return { kind: "unreadable" };
    const ours = (answer.messages as Found[]).filter((message) => isBy(message, me));
    const found = ours.find((message) => keyOf(message) === key);
    if (found?.ts) return { kind: "found", ts: found.ts };
    unclear ||= ours.some(
      (message) => tellsNothing(message) && message.ts !== thread_ts && !known.has(message.ts ?? ""),
    );
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return { kind: unclear || answer.has_more ? "unreadable" : "missing" };
  }
  // So much was said since that nobody can be sure.
  return { kind: "unreadable" };
}

function earlier(ts: string): string {
  return String(Math.max(0, Math.floor(Number(ts)) - LOOK_BACK_S));
}

/** When something was last said in a channel, by Slack's clock; EVER when that cannot be read now. */
export async function newestIn({ web }: SlackApi, channel: string): Promise<string> {
  try {
    const { messages = [] } = await web.conversations.history({ channel, limit: 1 });
    return messages[0]?.ts ?? EVER;
  } catch {
    // Then a lost message is looked for in all that was ever said, or a person is asked: only slower, never wrong.
    return EVER;
  }
}

function keyOf({ metadata }: Found): unknown {
  const payload = metadata?.event_payload;
  return typeof payload === "object" && payload !== null && "k" in payload ? payload.k : undefined;
}

/** A message like those that we post, without a mark that says which one it is. What Slack itself says of us has another subtype. */
function tellsNothing(message: Found): boolean {
  return keyOf(message) === undefined && (!message.subtype || POSTED.has(message.subtype));
}

const POSTED = new Set(["bot_message", "thread_broadcast"]);

/** Metadata can be forged by any app, so the author has to be us as well. */
function isBy({ bot_id, user }: Found, me: Me): boolean {
  return (bot_id !== undefined && bot_id === me.bot_id) || (user !== undefined && user === me.user_id);
}
