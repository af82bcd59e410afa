import type { PartPayload } from "../../db/app/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { readBlocks } from "../../webhooks/contract/report-text.ts";
import { beginningOfParts, type Beginning } from "./beginning.ts";
import { foldTail } from "./fold.ts";
import type { TextPiece } from "./items/outline.ts";
import { mentionsIn, unmentioned } from "./mention.ts";
import { blocksOf, type MessageContext } from "./message.ts";
import { partsOf, type Part } from "./parts.ts";
import { markdownOf } from "./payload.ts";
import { refusePings } from "./ping.ts";
import { piecesOf, previewOf, type Beside, type Marked, type Piece, sentenceHtml } from "./preview.ts";
import { sayingsOf } from "./sayings.ts";

const MAX_FALLBACK_CHARS = 300;

export type RenderedPart = { payload: PartPayload; digest: string };

/**
 * One HTML string for each Slack message that this text would become. Safe to print as it is.
 *
 * @param whyAddress Each sentence then ends with a link there, `?line=N`, to what stands behind it. It has no words of its own.
 * @param findings Each then has a mark at the end of its line.
 */
export function previewHtml(
  markdown: string,
  context: MessageContext,
  whyAddress?: string,
  findings: readonly Marked[] = [],
): string[] {
  const beside = besideOf(markdown, context, whyAddress, findings);
  return messagesOf(markdown, context).map((part) => previewOf(part.blocks, beside));
}

/** The same for somebody who reads it: each message in pieces, beside which something may stand. */
export function readingParts(markdown: string, context: MessageContext, whyAddress: string): Piece[][] {
  const beside = besideOf(markdown, context, whyAddress, []);
  return messagesOf(markdown, context).map((part) => piecesOf(part.blocks, beside));
}

/** What one sentence of a text says, or a block of it that is none. */
export function pieceHtml(
  { kind, words, lines }: Pick<TextPiece, "kind" | "words" | "lines">,
  context: MessageContext,
): string {
  if (kind !== "block") return sentenceHtml(blocksOf(words, context));
  return previewOf(blocksOf(lines.join("\n"), context), besideOf("", context, "", []));
}

function besideOf(markdown: string, { sources }: MessageContext, address = "", findings: readonly Marked[]): Beside {
  const sentences = address ? readBlocks(markdown, sources).filter(({ kind }) => kind !== "heading") : [];
  const texts = new Map(sentences.map(({ line, text }) => [line, text]));
  return { address, texts, findings: Map.groupBy(findings, ({ line }) => line ?? 0) };
}

/**
 * The messages that this text becomes: the first goes into the channel, the others into its thread.
 *
 * @throws {Problem} `invalid` when one paragraph alone does not fit a message, or a payload would ping.
 */
export function renderParts(markdown: string, context: MessageContext): RenderedPart[] {
  const parts = messagesOf(markdown, context);
  const headline = headlineOf(parts);
  const asked = new Set([...(context.people?.values() ?? [])].flatMap(({ mention }) => mention ?? []));
  return parts.map(({ markdown: text }, index) => {
    const note = parts.length > 1 ? [partNote(index + 1, parts.length)] : [];
    const payload = { text: fallbackOf(headline, index), blocks: [{ type: "markdown", text }, ...note] };
    refusePings(payload, asked);
    return { payload, digest: digestOf(payload) };
  });
}

/** How the first of these messages begins, for whoever decides: it mentions nobody yet. @throws {Problem} as `renderParts`. */
export function renderBeginning(markdown: string, context: MessageContext): Beginning {
  const beginning = beginningOfParts(messagesOf(markdown, { ...context, people: unmentioned(context.people) }));
  refusePings(beginning, new Set());
  return beginning;
}

/** Where all of it fits the channel, a long list of what was only counted goes into the thread, and its groups alone stay. */
function messagesOf(markdown: string, context: MessageContext): Part[] {
  const blocks = blocksOf(markdown, context);
  const folded = foldTail(blocks, context);
  const shown = folded ? partsOf(folded.shown) : [];
  return folded && shown.length === 1 ? [...shown, ...partsOf(folded.tail)] : partsOf(blocks);
}

/** Whom Slack tells of these messages, by their id there. */
export const mentionedIn = (parts: readonly Pick<RenderedPart, "payload">[]): string[] =>
  mentionsIn(parts.map(({ payload }) => markdownOf(payload)));

export function digestOfParts(parts: readonly RenderedPart[]): string {
  return digestOf(parts.map(({ digest }) => digest));
}

function partNote(part: number, parts: number): object {
  const text = part === 1 ? `${parts} parts: the others are in the thread.` : `Part ${part} of ${parts}`;
  return { type: "context", elements: [{ type: "plain_text", text }] };
}

/** The lines that a text says, without marks. A text that no message holds has those that were typed. */
export function saidLines(markdown: string): string[] {
  try {
    return sayingsOf(blocksOf(markdown, { sources: [], ledger: [] })).flatMap((said) => said.split("\n"));
  } catch (error) {
    if (error instanceof Problem) return markdown.split("\n");
    throw error;
  }
}

function headlineOf([first]: readonly Part[]): string {
  const [said = "Update"] = sayingsOf(first?.blocks ?? []);
  return [...said.trim().replaceAll("\n", " ")].slice(0, MAX_FALLBACK_CHARS).join("");
}

/** What a notification and a screen reader say instead of the blocks. */
function fallbackOf(headline: string, index: number): string {
  const text = index === 0 ? headline : `${headline} (part ${index + 1})`;
  return text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "");
}
