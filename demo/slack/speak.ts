import { withIds } from "./block-ids.ts";
import type { Demo } from "./demo.ts";
import type { Content } from "./limits.ts";
import type { Message } from "./store.ts";
import { BOT } from "./world.ts";

type Said = Content & { channel: string; thread_ts?: string };

/** The app says something that everybody in the channel sees. */
export function botSays(demo: Demo, said: Said): Message {
  return keep(demo, { ...ownWords(demo), ...bodyOf(said) });
}

/** The app says something to one person alone. */
export function whisper(demo: Demo, person: string, said: Said): Message {
  return keep(demo, { ...ownWords(demo), ...bodyOf(said), ephemeral_to: person });
}

/** Slack itself tells a person that something did not work. */
export function slackbotWhispers(demo: Demo, person: string, channel: string, text: string): Message {
  return keep(demo, { ts: demo.store.nextTs(), channel, user: "USLACKBOT", text, ephemeral_to: person });
}

function ownWords(demo: Demo) {
  return { ts: demo.store.nextTs(), user: BOT.user, bot_id: BOT.bot, app_id: BOT.app };
}

function bodyOf({ channel, thread_ts, text = "", blocks, attachments }: Said) {
  return { channel, text, blocks: blocks && withIds(blocks), attachments, ...(thread_ts && { thread_ts }) };
}

function keep(demo: Demo, message: Message): Message {
  demo.store.messages.push(message);
  demo.store.save();
  return message;
}
