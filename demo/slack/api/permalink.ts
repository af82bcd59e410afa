import { z } from "zod";
import type { Demo } from "../demo.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import type { Message } from "../store.ts";
import { findChannel } from "./find-channel.ts";
import { method } from "./method.ts";

const naming = z.object({ channel: z.string(), message_ts: z.string() });

export const getPermalink = method(naming, (demo, { channel: id, message_ts }) => {
  const channel = findChannel(demo, id);
  const message = demo.store.messages.find((each) => each.channel === channel.id && each.ts === message_ts);
  if (!message || message.ephemeral_to) throw new SlackRefusal("message_not_found");
  return { channel: channel.id, permalink: permalinkOf(demo, message) };
});

/** Of a reply it names the thread too, as Slack's do. */
function permalinkOf(demo: Demo, { channel, ts, thread_ts }: Message): string {
  const link = `${demo.url()}/archives/${channel}/p${ts.replace(".", "")}`;
  return thread_ts ? `${link}?thread_ts=${thread_ts}&cid=${channel}` : link;
}
