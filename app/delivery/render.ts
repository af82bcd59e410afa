import type { PartPayload } from "../../db/app/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { readBlocks } from "../../webhooks/contract/report-text.ts";
import { blocksOf, type Block, type MessageContext } from "./message.ts";
import { refusePings } from "./ping.ts";
import { previewOf } from "./preview.ts";
import { slackMarkdown } from "./slack-markdown.ts";

/**
 * Characters of markdown in one message. Slack counts all blocks together and refuses from about 13,200 on; documented are 12,000.
 * @source bolt-js#2509 (observed), docs.slack.dev, `markdown` block.
 */
export const MAX_PART_CHARS = 10_500;
const MAX_FALLBACK_CHARS = 300;

export type RenderedPart = { payload: PartPayload; digest: string };

/**
 * One HTML string for each Slack message that this text would become. Safe to print as it is.
 *
 * @param whyAddress Each sentence then ends with a link there, `?line=N`, to what stands behind it. It has no words of its own.
 */
export function previewHtml(markdown: string, context: MessageContext, whyAddress?: string): string[] {
  const blocks = blocksOf(markdown, context);
  const sentences = whyAddress ? readBlocks(markdown, context.sources).filter(({ kind }) => kind !== "heading") : [];
  const why = { address: whyAddress ?? "", texts: new Map(sentences.map(({ line, text }) => [line, text])) };
  return partsOf(blocks).map((part) => previewOf(part, why));
}

/**
 * The messages that this text becomes: the first goes into the channel, the others into its thread.
 *
 * @throws {Problem} `invalid` when one paragraph alone does not fit a message, or a payload would ping.
 */
export function renderParts(markdown: string, context: MessageContext): RenderedPart[] {
  const parts = partsOf(blocksOf(markdown, context));
  return parts.map((blocks, index) => {
    const text = slackMarkdown(blocks);
    const note = parts.length > 1 ? [partNote(index + 1, parts.length)] : [];
    const payload = { text: fallbackOf(markdown, index), blocks: [{ type: "markdown", text }, ...note] };
    refusePings(payload);
    return { payload, digest: digestOf(payload) };
  });
}

export function digestOfParts(parts: readonly RenderedPart[]): string {
  return digestOf(parts.map(({ digest }) => digest));
}

function partsOf(blocks: readonly Block[]): Block[][] {
  const parts: Block[][] = [[]];
  for (const block of blocks) {
    const alone = slackMarkdown([block]).length;
    if (alone > MAX_PART_CHARS) throw tooLong(alone);
    const current = parts.at(-1) ?? [];
    if (slackMarkdown([...current, block]).length > MAX_PART_CHARS) parts.push(carryHeadings(current, block));
    else current.push(block);
  }
  return parts.filter((part) => part.length > 0);
}

/** A heading goes with what it is the heading of, where both fit. */
function carryHeadings(current: Block[], block: Block): Block[] {
  const next = [block];
  for (;;) {
    const last = current.at(-1);
    if (current.length < 2 || last?.kind !== "heading_open") return next;
    if (slackMarkdown([last, ...next]).length > MAX_PART_CHARS) return next;
    next.unshift(...current.splice(-1));
  }
}

function tooLong(length: number): Problem {
  const [has, fit] = [length.toLocaleString("en"), MAX_PART_CHARS.toLocaleString("en")];
  return new Problem(
    "invalid",
    `One paragraph has ${has} characters; a Slack message takes ${fit}.`,
    "Split that paragraph.",
  );
}

function partNote(part: number, parts: number): object {
  const text = part === 1 ? `${parts} parts: the others are in the thread.` : `Part ${part} of ${parts}`;
  return { type: "context", elements: [{ type: "plain_text", text }] };
}

/** What a notification and a screen reader say instead of the blocks. */
function fallbackOf(markdown: string, index: number): string {
  const [first] = readBlocks(markdown, []);
  const headline = (first?.text ?? "Update").replaceAll("\n", " ").slice(0, MAX_FALLBACK_CHARS);
  const text = index === 0 ? headline : `${headline} (part ${index + 1})`;
  return text
    .replace(/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "")
    .replace(/@(channel|here|everyone)/gi, "@\u2060$1");
}
