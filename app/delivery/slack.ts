import { z } from "zod";
import type { Log } from "../../base/log.ts";
import type { PartPayload } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Outcome, Slack, SlackChannel, SlackHealth } from "../ports/slack.ts";
import { slackApi, type SlackApi } from "../slack-api/client.ts";
import { errorCode } from "../slack-api/error-code.ts";
import { findMessage, MAX_PAGES, newestIn, PAGE } from "../slack-api/find-message.ts";
import { goneOf } from "../slack-api/gone.ts";
import { lastSaidIn } from "../slack-api/last-said.ts";
import { ownEmojiIn } from "../slack-api/own-emoji.ts";
import { outcomeOf } from "../slack-api/outcome.ts";
import { readersIn } from "../slack-api/readers.ts";

const TIMEOUT_MS = 15_000;

export const METADATA_EVENT = "pulse_update_part";

type Options = {
  token: string;
  apiUrl: string;
  log: Log;
  timeoutMs?: number;
  /** Whose channels are listed, where the token is a whole organisation's; Slack does not look at it elsewhere. */
  teamId?: string | undefined;
};

export function slackClient({ teamId, timeoutMs = TIMEOUT_MS, ...options }: Options): Slack {
  const api = slackApi({ ...options, timeoutMs });
  const { web } = api;
  return {
    channels: () =>
      listChannels(web, teamId?.startsWith("T") ? teamId : undefined).catch((error: unknown) =>
        Promise.reject(problemOf(error)),
      ),
    test: () => health(web),
    post: ({ channel, thread_ts, key, delivery_id, part, marked }, payload) =>
      attempt(channel.name, async () => {
        const metadata = { event_type: METADATA_EVENT, event_payload: { k: key, d: delivery_id, p: part } };
        return api.post({ channel: channel.id, thread_ts }, asMessage(payload), marked ? metadata : undefined);
      }),
    update: (channel, ts, payload) => attempt(channel.name, () => api.update(channel.id, ts, asMessage(payload))),
    remove: (channel, ts) => attempt(channel.name, () => removeMessage(web, channel.id, ts)),
    permalink: api.permalink,
    channelName: (channelId) => nameOf(web, channelId),
    ownEmoji: ownEmojiIn(web),
    whoReads: readersIn(web),
    lastSaid: lastSaidIn(api),
    newest: (channelId) => newestIn(api, channelId),
    findByKey: (target, where) => findMessage(api, target, where),
    direct: (user, payload) =>
      attempt("you", async () => api.post({ channel: await api.conversation(user) }, asMessage(payload))),
  };
}

function problemOf(error: unknown): Problem {
  const outcome = outcomeOf(error, "");
  if (outcome.kind === "refused" || outcome.kind === "misfit") return outcome.problem;
  return new Problem("upstream", "Slack does not answer.", "Try again in a moment.", { cause: error });
}

type Web = SlackApi["web"];
type Message = { text: string; blocks: []; mrkdwn?: boolean };

/** Without blocks the text is only words. An empty list takes the blocks of an older form away. */
function asMessage({ text, blocks }: PartPayload): Message {
  // Safe: message/render.ts made these blocks; the SDK's union of all block types says no more about JSON from our own table.
  return { text, blocks: blocks as [], ...(blocks.length === 0 && { mrkdwn: false }) };
}

async function attempt(channel: string, call: () => Promise<string>): Promise<Outcome> {
  try {
    return { kind: "sent", ts: await call() };
  } catch (error) {
    return outcomeOf(error, channel);
  }
}

/** A message that is gone is removed: by our own call whose answer was lost, or by a person. */
async function removeMessage(web: Web, channel: string, ts: string): Promise<string> {
  try {
    await web.chat.delete({ channel, ts });
  } catch (error) {
    if (goneOf(error) !== "message") throw error;
  }
  return ts;
}

async function nameOf(web: Web, channel: string): Promise<string | null> {
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
  is_ext_shared: z.boolean().optional(),
  is_pending_ext_shared: z.boolean().optional(),
  num_members: z.number().optional(),
});

/** Private channels too, where the app may know of them: that scope is optional. */
async function listChannels(web: Web, team_id: string | undefined): Promise<SlackChannel[]> {
  const channels = await listOf(web, "public_channel,private_channel", team_id).catch((error: unknown) => {
    if (errorCode(error) === "missing_scope") return listOf(web, "public_channel", team_id);
    throw error;
  });
  return channels.sort((a, b) => Number(b.is_member) - Number(a.is_member) || a.name.localeCompare(b.name));
}

async function listOf(web: Web, types: string, team_id: string | undefined): Promise<SlackChannel[]> {
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

async function health(web: Web): Promise<SlackHealth> {
  try {
    const { team, user } = await web.auth.test();
    return { ok: true, team: team ?? "?", bot: user ?? "?" };
  } catch (error) {
    const { message, remedy } = problemOf(error);
    return { ok: false, message, remedy };
  }
}
