import { Problem } from "../../webhooks/contract/problem.ts";
import { MAX_MESSAGE_CHARS } from "../../webhooks/contract/text-limit.ts";
import { cutBlock } from "./cut-block.ts";
import { gapBetween, joinDrawn, type Drawn } from "./draw.ts";
import type { MessageBlock } from "./message.ts";
import { slackMarkdown } from "./slack-markdown.ts";

/** Markdown has six levels: of a longer run of headings, those above are not headings of what follows. */
const MAX_CARRIED_HEADINGS = 6;

const GAP_CHARS = 2;

/** What goes into one message: its blocks, and the same as Slack's markdown. */
export type Part = { blocks: MessageBlock[]; markdown: string };

type Piece = Drawn & { block: MessageBlock };

/**
 * Fills one message after the other. Each block is drawn once, and from then on only counted: the work grows with the text alone.
 *
 * @throws {Problem} `invalid` when one block alone does not fit a message.
 */
export function partsOf(blocks: readonly MessageBlock[]): Part[] {
  const parts: Part[] = [];
  let current: Piece[] = [];
  let length = 0;
  const add = (piece: Piece) => {
    length += lengthAfter(current.at(-1), piece);
    current.push(piece);
    if (length <= MAX_MESSAGE_CHARS) return;
    const next = takeEnd(current);
    parts.push(partOf(current));
    current = next;
    length = lengthOf(next);
  };
  for (const block of blocks) for (const piece of fitting(block, MAX_MESSAGE_CHARS - length)) add(piece);
  return current.length > 0 ? [...parts, partOf(current)] : parts;
}

/** A block as pieces that each fit a message. */
function fitting(block: MessageBlock, room: number): Piece[] {
  const piece = slackMarkdown(block);
  if (piece.text.length <= MAX_MESSAGE_CHARS) return [piece];
  const pieces = cutBlock(piece.block, room - GAP_CHARS, MAX_MESSAGE_CHARS);
  if (pieces.length < 2) throw tooLong(piece.text.length);
  return pieces.flatMap((each, index) => fitting(each, index === 0 ? room : MAX_MESSAGE_CHARS));
}

/** Takes the last piece off, with what is above it as a heading, where all of that fits one message. Something stays, always. */
function takeEnd(pieces: Piece[]): Piece[] {
  let from = pieces.length - 1;
  let length = pieces[from]?.text.length ?? 0;
  for (let carried = 0; carried < MAX_CARRIED_HEADINGS && from > 1; carried += 1) {
    const [above, below] = [pieces[from - 1], pieces[from]];
    if (above?.kind !== "heading_open" || !below) break;
    length += above.text.length + gapBetween(above, below).length;
    if (length > MAX_MESSAGE_CHARS) break;
    from -= 1;
  }
  return pieces.splice(from);
}

const partOf = (pieces: readonly Piece[]): Part => ({
  blocks: pieces.map(({ block }) => block),
  markdown: joinDrawn(pieces),
});

const lengthAfter = (before: Piece | undefined, { kind, text }: Piece): number =>
  gapBetween(before, { kind, text }).length + text.length;

const lengthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, piece, index) => sum + lengthAfter(pieces[index - 1], piece), 0);

function tooLong(length: number): Problem {
  const [has, fit] = [length.toLocaleString("en"), MAX_MESSAGE_CHARS.toLocaleString("en")];
  return new Problem(
    "invalid",
    `One paragraph has ${has} characters; a Slack message takes ${fit}.`,
    "Split that paragraph.",
  );
}
