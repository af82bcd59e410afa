import type { Demo } from "./demo.ts";
import type { Message } from "./store.ts";
import { BOT, TEAM } from "./world.ts";

/**
 * A message as the Web API gives it.
 *
 * @param allMetadata False gives the event's type and keeps its payload back, as Slack does without `include_all_metadata`.
 */
export function shownMessage(demo: Demo, message: Message, allMetadata: boolean): Record<string, unknown> {
  const { channel, metadata, ...said } = message;
  const replies = demo.store.messages.filter(
    (each) => each.channel === channel && each.thread_ts === message.ts && !each.ephemeral_to,
  );
  return {
    type: "message",
    team: TEAM.id,
    ...said,
    ...(message.bot_id && { bot_profile: botProfile }),
    ...(metadata && { metadata: allMetadata ? metadata : { event_type: metadata.event_type } }),
    ...(message.subtype === "tombstone" && { hidden: true }),
    ...(replies.length > 0 && threadOf(message, replies)),
  };
}

const botProfile = {
  id: BOT.bot,
  app_id: BOT.app,
  user_id: BOT.user,
  name: BOT.name,
  team_id: TEAM.id,
  deleted: false,
};

function threadOf(root: Message, replies: readonly Message[]) {
  const reply_users = [...new Set(replies.map((reply) => reply.user))];
  return {
    thread_ts: root.ts,
    reply_count: replies.length,
    reply_users,
    reply_users_count: reply_users.length,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: true,
  };
}
