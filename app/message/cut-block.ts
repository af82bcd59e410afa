import type { Token } from "markdown-it";
import { splitList, type MessageBlock } from "./message.ts";
import { groups, withContent } from "./tokens.ts";

/** Shorter than this no part of a code block is worth a message's end. */
const LEAST_CHARS = 1_000;
/** What the marks around a piece of code take, at most, beside its own backticks. */
const MARKS_CHARS = 40;

/**
 * A block that no message holds, as several of its kind: code between its lines, a quote between what is quoted, a list item between
 * what is in it. Anything else stays what it is.
 *
 * @param room Characters that the message has left which was begun; a whole one has `most`.
 */
export function cutBlock(block: MessageBlock, room: number, most: number): MessageBlock[] {
  const [first, ...inner] = block.tokens;
  const last = inner.pop();
  if (!first) return [block];
  if (first.type === "fence" || first.type === "code_block") return cutCode(first, room, most);
  if (!last || inner.length === 0) return [block];
  if (first.type === "blockquote_open")
    return groups(inner).map((tokens) => ({ ...block, tokens: [first, ...tokens, last] }));
  return block.kind.endsWith("list_open") ? cutItem(block, first, inner, last) : [block];
}

/** What stands first in an item stays one; what is below it stands by itself. */
function cutItem(block: MessageBlock, open: Token, inner: Token[], close: Token): MessageBlock[] {
  const [start, end] = [inner[0], inner.at(-1)];
  const [lead, ...below] = groups(inner.slice(1, -1));
  if (!start || !end || !lead || below.length === 0) return [block];
  const item = { ...block, tokens: [open, start, ...lead, end, close] };
  return [item, ...below.flatMap((tokens) => splitList({ tokens: tokens.map(shown), kind: tokens[0]?.type ?? "" }))];
}

/** The paragraphs of a tight item are not drawn as such. */
const shown = (token: Token): Token => Object.assign(withContent(token, token.content), { hidden: false });

function cutCode(token: Token, room: number, most: number): MessageBlock[] {
  const marks = MARKS_CHARS + token.info.length + 2 * longestRun(token.content);
  const pieces = [""];
  let left = (room < LEAST_CHARS ? most : room) - marks;
  for (const line of token.content.replace(/\n$/, "").split("\n")) {
    if (line.length + 1 > left && pieces.at(-1)) {
      pieces.push("");
      left = most - marks;
    }
    pieces[pieces.length - 1] += `${line}\n`;
    left -= line.length + 1;
  }
  return pieces.map((content) => ({ kind: "fence", tokens: [withContent(token, content)] }));
}

/** How many backticks stand in a row. */
export const longestRun = (content: string): number =>
  (content.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
