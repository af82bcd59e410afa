import { WebAPIPlatformError, WebClient } from "@slack/web-api";
import { z } from "zod";
import type { PartPayload } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Outcome, Slack, SlackChannel, SlackHealth } from "../ports/slack.ts";
import { webAddress } from "../web-address.ts";
import { findMessage, MAX_PAGES, newestIn, PAGE, type Me } from "./find-message.ts";
import { outcomeOf } from "./outcome.ts";

const TIMEOUT_MS = 15_000;

export const METADATA_EVENT = "pulse_update_part";

/** Nothing is unfurled, nothing in a text becomes a mention or a link by itself. */
const PLAIN = { unfurl_links: false, unfurl_media: false, parse: "none" as const, link_names: false };

type Options = {
  token: string;
  apiUrl: string;
  timeoutMs?: number;
  /** Whose channels are listed, where the token is a whole organisation's; Slack does not look at it elsewhere. */
  teamId?: string | undefined;
};

export function slackClient({ token, apiUrl, timeoutMs = TIMEOUT_MS, teamId }: Options): Slack {
  const web = new WebClient(token, {
    slackApiUrl: apiUrl,
    timeout: timeoutMs,
    allowAbsoluteUrls: false,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  let known: Promise<Me> | undefined;
  const me = () => {
    known ??= web.auth.test().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    channels: () =>
      listChannels(web, teamId?.startsWith("T") ? teamId : undefined).catch((error: unknown) =>
        Promise.reject(problemOf(error)),
      ),
    test: () => health(web),
    post: ({ channel, thread_ts, key, delivery_id, part, marked }, payload) =>
      attempt(channel.name, async () => {
        const metadata = { event_type: METADATA_EVENT, event_payload: { k: key, d: delivery_id, p: part } };
        const message = { channel: channel.id, ...asMessage(payload), ...PLAIN, ...(marked && { metadata }) };
        return (await web.chat.postMessage({ ...message, ...(thread_ts && { thread_ts }) })).ts;
      }),
    update: (channel, ts, payload) =>
      attempt(channel.name, async () => {
        const { parse, link_names } = PLAIN;
        return (await web.chat.update({ channel: channel.id, ts, ...asMessage(payload), parse, link_names })).ts;
      }),
    remove: (channel, ts) => attempt(channel.name, () => removeMessage(web, channel.id, ts)),
    permalink: (channel, message_ts) => permalinkOf(web, channel, message_ts),
    channelName: (channelId) => nameOf(web, channelId),
    newest: (channelId) => newestIn(web, channelId),
    findByKey: (target, where) => findMessage(web, target, where, me),
    direct: (user, payload) =>
      attempt("you", async () => {
        const { channel } = await web.conversations.open({ users: user });
        return (await web.chat.postMessage({ channel: channel?.id ?? user, ...asMessage(payload), ...PLAIN })).ts;
      }),
  };
}

function problemOf(error: unknown): Problem {
  const outcome = outcomeOf(error, "");
  if (outcome.kind === "refused" || outcome.kind === "misfit") return outcome.problem;
  return new Problem("upstream", "Slack does not answer.", "Try again in a moment.", { cause: error });
}

type Message = { text: string; blocks: []; mrkdwn?: boolean };

/** Without blocks the text is only words. An empty list takes the blocks of an older form away. */
function asMessage({ text, blocks }: PartPayload): Message {
  // Safe: message/render.ts made these blocks; the SDK's union of all block types says no more about JSON from our own table.
  return { text, blocks: blocks as [], ...(blocks.length === 0 && { mrkdwn: false }) };
}

async function attempt(channel: string, call: () => Promise<string | undefined>): Promise<Outcome> {
  try {
    const ts = await call();
    return ts ? { kind: "sent", ts } : outcomeOf(new Error("no ts"), channel);
  } catch (error) {
    return outcomeOf(error, channel);
  }
}

/** A message that is gone is removed: by our own call whose answer was lost, or by a person. */
async function removeMessage(web: WebClient, channel: string, ts: string): Promise<string> {
  try {
    await web.chat.delete({ channel, ts });
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError) || error.data.error !== "message_not_found") throw error;
  }
  return ts;
}

async function permalinkOf(web: WebClient, channel: string, message_ts: string): Promise<string | null> {
  try {
    return webAddress((await web.chat.getPermalink({ channel, message_ts })).permalink ?? "") || null;
  } catch {
    // Only a convenience: the message stands whether or not we know its address.
    return null;
  }
}

async function nameOf(web: WebClient, channel: string): Promise<string | null> {
  try {
    return (await web.conversations.info({ channel })).channel?.name ?? null;
  } catch {
    // The name is for people; whether we may post, posting tells.
    return null;
  }
}

const listed = z.object({
  id: z.string(),
  name: z.string(),
  is_private: z.boolean().default(false),
  is_member: z.boolean().default(false),
  num_members: z.number().optional(),
});

/** Private channels too, where the app may know of them: that scope is optional. */
async function listChannels(web: WebClient, team_id: string | undefined): Promise<SlackChannel[]> {
  const channels = await listOf(web, "public_channel,private_channel", team_id).catch((error: unknown) => {
    if (error instanceof WebAPIPlatformError && error.data.error === "missing_scope")
      return listOf(web, "public_channel", team_id);
    throw error;
  });
  return channels.sort((a, b) => Number(b.is_member) - Number(a.is_member) || a.name.localeCompare(b.name));
}

async function listOf(web: WebClient, types: string, team_id: string | undefined): Promise<SlackChannel[]> {
  const channels: SlackChannel[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await web.conversations.list({
      types,
      exclude_archived: true,
      limit: PAGE,
      ...(team_id && { team_id }),
      ...(cursor && { cursor }),
    });
    channels.push(...z.array(listed).parse(answer.channels));
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return channels;
}

async function health(web: WebClient): Promise<SlackHealth> {
  try {
    const { team, user } = await web.auth.test();
    return { ok: true, team: team ?? "?", bot: user ?? "?" };
  } catch (error) {
    const { message, remedy } = problemOf(error);
    return { ok: false, message, remedy };
  }
}
