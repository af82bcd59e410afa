import { z } from "zod";
import type { Demo } from "../demo.ts";
import { withIds } from "../block-ids.ts";
import { checkContent, checkMetadata, MAX_MARKDOWN_CHARS, MAX_TEXT_CHARS, type Content } from "../limits.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import type { Message } from "../store.ts";
import { BOT, PEOPLE, type Channel } from "../world.ts";
import { findChannel, findOwnChannel, openDm } from "./find-channel.ts";
import { flag, method, parsed } from "./method.ts";
import { shownMessage } from "../shown-message.ts";

const content = {
  channel: z.string(),
  text: z.string().optional(),
  markdown_text: z.string().optional(),
  blocks: parsed(z.array(z.looseObject({ type: z.string() })).optional(), "invalid_blocks_format"),
  attachments: parsed(z.array(z.looseObject({})).optional(), "invalid_attachments"),
  metadata: parsed(z.unknown(), "invalid_metadata_format"),
};

const posting = z.object({ ...content, thread_ts: z.string().optional(), reply_broadcast: flag.optional() });

export const postMessage = method(posting, (demo, args) => {
  const channel = channelToPost(demo, args.channel);
  const { thread_ts } = args;
  const body = bodyOf(args);
  if (thread_ts) checkThread(demo, channel, thread_ts);
  const metadata = args.metadata === undefined ? undefined : checkMetadata(args.metadata);

  const truncated = (body.text?.length ?? 0) > MAX_TEXT_CHARS;
  const message: Message = {
    ...ownWords(demo, channel.id),
    ...body,
    text: body.text?.slice(0, MAX_TEXT_CHARS) ?? "",
    metadata,
    ...(thread_ts && { thread_ts, ...(args.reply_broadcast && { subtype: "thread_broadcast" as const }) }),
  };
  demo.store.messages.push(message);
  demo.store.save();
  const warnings = truncated && {
    warning: "message_truncated",
    response_metadata: { warnings: ["message_truncated"] },
  };
  return { channel: channel.id, ts: message.ts, message: shownMessage(demo, message, true), ...warnings };
});

const updating = z.object({ ...content, ts: z.string() });

/**
 * What is left out stays: metadata, attachments, and blocks unless there is a new text.
 * Source: docs.slack.dev, chat.update, "blocks".
 */
export const update = method(updating, (demo, args) => {
  const channel = findChannel(demo, args.channel);
  const message = ownMessage(demo, channel, args.ts, "cant_update_message");
  if (channel.archived) throw new SlackRefusal("is_archived");

  const given = bodyOf(args);
  const kept = given.text === undefined ? message.blocks : undefined;
  const next = {
    text: given.text ?? message.text,
    blocks: given.blocks ?? kept,
    attachments: given.attachments ?? message.attachments,
  };
  if (next.text.length > MAX_TEXT_CHARS) throw new SlackRefusal("msg_too_long");
  const metadata = args.metadata === undefined ? message.metadata : checkMetadata(args.metadata);

  Object.assign(message, next, { metadata, edited: { user: BOT.user, ts: demo.store.nextTs() } });
  demo.store.save();
  return { channel: channel.id, ts: message.ts, text: message.text, message: shownMessage(demo, message, true) };
});

const naming = z.object({ channel: z.string(), ts: z.string() });

/** A root with replies leaves a tombstone; the last reply takes its tombstone with it. */
export const remove = method(naming, (demo, { channel: id, ts }) => {
  const channel = findChannel(demo, id);
  const message = ownMessage(demo, channel, ts, "cant_delete_message");
  const { messages } = demo.store;
  const repliesTo = (root: string) => messages.filter((each) => each.channel === id && each.thread_ts === root);

  if (repliesTo(ts).length > 0) {
    const at = messages.indexOf(message);
    messages[at] = { ts, channel: id, user: "USLACKBOT", subtype: "tombstone", text: "This message was deleted." };
  } else {
    messages.splice(messages.indexOf(message), 1);
    const root = messages.findIndex((each) => each.channel === id && each.ts === message.thread_ts);
    if (messages[root]?.subtype === "tombstone" && repliesTo(messages[root].ts).length === 0) messages.splice(root, 1);
  }
  demo.store.save();
  return { channel: id, ts };
});

const whispering = posting.extend({ user: z.string() });

export const postEphemeral = method(whispering, (demo, args) => {
  const channel = channelToPost(demo, args.channel);
  if (!channel.members.includes(args.user)) throw new SlackRefusal("user_not_in_channel");
  const body = bodyOf(args);
  if ((body.text?.length ?? 0) > MAX_TEXT_CHARS) throw new SlackRefusal("msg_too_long");
  const message: Message = { ...ownWords(demo, channel.id), ...body, text: body.text ?? "", ephemeral_to: args.user };
  if (args.thread_ts) message.thread_ts = args.thread_ts;
  demo.store.messages.push(message);
  return { message_ts: message.ts };
});

function ownWords(demo: Demo, channel: string) {
  return { ts: demo.store.nextTs(), channel, user: BOT.user, bot_id: BOT.bot, app_id: BOT.app };
}

/** By id, by `#name`, or by a person's id, which opens the DM. */
function channelToPost(demo: Demo, wanted: string): Channel {
  if (PEOPLE.some((person) => person.id === wanted)) return openDm(demo, wanted);
  const named = demo.store.channels.find((each) => each.kind !== "dm" && each.name === wanted.replace(/^#/, ""));
  const channel = findChannel(demo, named?.id ?? wanted);
  if (channel.archived) throw new SlackRefusal("is_archived");
  return findOwnChannel(demo, channel.id);
}

type Given = Content & { markdown_text?: string };

function bodyOf({ text, blocks, attachments, markdown_text }: Given): Content {
  const body =
    markdown_text === undefined ? { text, blocks, attachments } : fromMarkdown({ text, blocks, markdown_text });
  checkContent(body);
  return { ...body, blocks: body.blocks && withIds(body.blocks) };
}

/** `markdown_text` is a message of one markdown block. Source: docs.slack.dev, chat.postMessage. */
function fromMarkdown({ text, blocks, markdown_text }: Given & { markdown_text: string }): Content {
  if (text !== undefined || blocks !== undefined) throw new SlackRefusal("markdown_text_conflict");
  if (markdown_text.length > MAX_MARKDOWN_CHARS) throw new SlackRefusal("msg_too_long");
  return { text: markdown_text, blocks: [{ type: "markdown", text: markdown_text }] };
}

function checkThread(demo: Demo, channel: Channel, thread_ts: string): void {
  const root = demo.store.messages.find((each) => each.channel === channel.id && each.ts === thread_ts);
  if (!root || root.ephemeral_to) throw new SlackRefusal("thread_not_found");
  if (root.thread_ts) throw new SlackRefusal("cannot_reply_to_message");
}

function ownMessage(demo: Demo, channel: Channel, ts: string, refusal: string): Message {
  const message = demo.store.messages.find((each) => each.channel === channel.id && each.ts === ts);
  if (!message || message.ephemeral_to || message.subtype === "tombstone") throw new SlackRefusal("message_not_found");
  if (message.bot_id !== BOT.bot) throw new SlackRefusal(refusal);
  return message;
}
