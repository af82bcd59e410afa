import type { PartPayload } from "../../db/app/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { readBlocks } from "../../webhooks/contract/report-text.ts";
import { withoutInvisible } from "../../webhooks/contract/visible.ts";
import { blocksOf, type MessageContext } from "./message.ts";
import { partsOf } from "./parts.ts";
import { refusePings } from "./ping.ts";
import { previewOf } from "./preview.ts";

const MAX_FALLBACK_CHARS = 300;

export type RenderedPart = { payload: PartPayload; digest: string };

/**
 * One HTML string for each Slack message that this text would become. Safe to print as it is.
 *
 * @param whyAddress Each sentence then ends with a link there, `?line=N`, to what stands behind it. It has no words of its own.
 */
export function previewHtml(markdown: string, context: MessageContext, whyAddress?: string): string[] {
  const parts = partsOf(blocksOf(markdown, context));
  const sentences = whyAddress ? readBlocks(markdown, context.sources).filter(({ kind }) => kind !== "heading") : [];
  const why = { address: whyAddress ?? "", texts: new Map(sentences.map(({ line, text }) => [line, text])) };
  return parts.map((part) => previewOf(part.blocks, why));
}

/**
 * The messages that this text becomes: the first goes into the channel, the others into its thread.
 *
 * @throws {Problem} `invalid` when one paragraph alone does not fit a message, or a payload would ping.
 */
export function renderParts(markdown: string, context: MessageContext): RenderedPart[] {
  const parts = partsOf(blocksOf(markdown, context));
  const headline = headlineOf(markdown);
  return parts.map(({ markdown: text }, index) => {
    const note = parts.length > 1 ? [partNote(index + 1, parts.length)] : [];
    const payload = { text: fallbackOf(headline, index), blocks: [{ type: "markdown", text }, ...note] };
    refusePings(payload);
    return { payload, digest: digestOf(payload) };
  });
}

export function digestOfParts(parts: readonly RenderedPart[]): string {
  return digestOf(parts.map(({ digest }) => digest));
}

function partNote(part: number, parts: number): object {
  const text = part === 1 ? `${parts} parts: the others are in the thread.` : `Part ${part} of ${parts}`;
  return { type: "context", elements: [{ type: "plain_text", text }] };
}

function headlineOf(markdown: string): string {
  const [first] = readBlocks(markdown, []);
  return (first?.text ?? "Update").replaceAll("\n", " ").slice(0, MAX_FALLBACK_CHARS);
}

/** What a notification and a screen reader say instead of the blocks. */
function fallbackOf(headline: string, index: number): string {
  const text = index === 0 ? headline : `${headline} (part ${index + 1})`;
  return withoutInvisible(text)
    .replace(/[\t\n]/g, " ")
    .replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "")
    .replace(/@(channel|here|everyone)/gi, "@\u2060$1");
}
