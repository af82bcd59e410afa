import { joinDrawn } from "./draw.ts";
import type { MessageBlock } from "./message.ts";
import type { Part } from "./parts.ts";
import { sayingsOf } from "./sayings.ts";
import { slackMarkdown } from "./slack-markdown.ts";

/** How a text begins, as Slack's markdown: whole items of its first message. `more`: items and paragraphs that are not there. */
export type Beginning = { markdown: string; more: number };

/** What is read at a glance, with the card's own words and buttons on one screen. Addresses of links are not read. */
const READ_CHARS = 1_000;
const READ_BLOCKS = 14;
/** With the addresses; also of a first paragraph that is longer than a glance. */
const DRAWN_CHARS = 3_000;

/** Nothing is cut in itself: what does not fit any more is not there, and neither is a heading with nothing below it. */
export function beginningOfParts(parts: readonly Part[]): Beginning {
  const [first, ...others] = parts;
  const blocks = first?.blocks ?? [];
  const all = [...blocks, ...others.flatMap((part) => part.blocks)];
  const lead = blocks.findIndex(isItem);
  let read = 0;
  let drawn = 0;
  const over = blocks.findIndex((block, index) => {
    read += sayingsOf([block]).join("\n").length;
    drawn += slackMarkdown(block).text.length;
    return drawn > DRAWN_CHARS || (index > lead && (index >= READ_BLOCKS || read > READ_CHARS));
  });
  const fits = over < 0 ? blocks.length : over;
  const end = blocks.slice(0, fits).findLastIndex(isItem) + 1;
  const shown = fits < all.length ? blocks.slice(0, end) : all;
  return { markdown: joinDrawn(shown.map(slackMarkdown)), more: all.slice(shown.length).filter(isItem).length };
}

const isItem = ({ kind }: MessageBlock): boolean => kind !== "heading_open";
