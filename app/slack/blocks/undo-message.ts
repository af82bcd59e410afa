import type { Update } from "../../../db/app/tables.ts";
import { writeCardRef } from "../card-ref.ts";
import { button, buttonRow, section } from "./block.ts";
import { short } from "./card-words.ts";
import type { Message } from "./shapes.ts";
import { channelLink, second } from "./text.ts";

const TITLE_CHARS = 150;

/** Approved, and not gone out yet. */
export function undoMessage(
  { id, number, revision, title, channel }: Pick<Update, "id" | "number" | "revision" | "title" | "channel">,
  until: Date,
  move: string,
): Message {
  const value = writeCardRef({ update_id: id, revision, move });
  const head = `Approved: update ${number} goes out to`;
  return {
    text: `${head} #${short(channel.name, TITLE_CHARS)} at ${second(until)}`,
    blocks: [
      section(`${head} ${channelLink(channel)} at ${second(until)}.\n*${short(title, TITLE_CHARS)}*`),
      ...buttonRow(button("Undo", "undo", { value, label: `Undo: update ${number}` })),
    ],
  };
}
