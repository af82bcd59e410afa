import type { Token } from "markdown-it";
import { mentionIn } from "./mention.ts";
import type { MessageBlock } from "./message.ts";

/** How a text object writes down what a token says. Each must make its text say only what it says. */
export type Dialect = {
  strong: Marks;
  em: Marks;
  strike: Marks;
  bullet: string;
  /** After a number; without it, what was typed, so that two lists in a row stay two. */
  numberMark?: string;
  rule: string;
  heading: (text: string, markup: string) => string;
  /** What a heading has no use for. */
  inHeading?: Partial<Dialect>;
  text: (content: string) => string;
  /** A line of a paragraph, which must not begin a heading or a list. */
  line: (text: string) => string;
  code: (content: string) => string;
  fence: (content: string, language: string) => string;
  link: (words: string, href: string) => string;
  /** Somebody whom Slack tells of it. */
  mention: (slackUserId: string, name: string) => string;
};

type Marks = readonly [open: string, close: string];

/** Blocks as one text. */
export function drawBlocks(blocks: readonly MessageBlock[], dialect: Dialect): string {
  return joinDrawn(blocks.map((block) => drawBlock(block, dialect)));
}

/** A block as text. What stands around it changes nothing in it, so it is drawn once. */
export type Drawn = { kind: string; text: string };

export function drawBlock({ tokens, kind }: MessageBlock, dialect: Dialect): Drawn {
  return { kind, text: draw(tokens, dialect).trimEnd() };
}

export function joinDrawn(drawn: readonly Drawn[]): string {
  return drawn.map((one, index) => `${gapBetween(drawn[index - 1], one)}${one.text}`).join("");
}

/** Items of one list follow each other without a gap. */
export function gapBetween(before: Drawn | undefined, after: Drawn): string {
  if (!before) return "";
  return before.kind === after.kind && after.kind.endsWith("list_open") ? "\n" : "\n\n";
}

type Frame = { prefix: string; first: string };
type List = { next: number; mark: string };

/** Walks flat block tokens; each open list item or quote adds a prefix to the lines inside it. */
function draw(tokens: readonly Token[], dialect: Dialect): string {
  const frames: Frame[] = [];
  const lists: List[] = [];
  const lines: string[] = [];
  const put = (text: string) => {
    for (const line of text.split("\n")) {
      lines.push(frames.map((frame) => frame.first || frame.prefix).join("") + line);
      for (const frame of frames) frame.first = "";
    }
  };
  let heading: string | null = null;
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if (before && stands(before, token)) lines.push(gapOf(frames));
    if (token.type.endsWith("list_open")) lists.push(listOf(token));
    else if (token.type.endsWith("list_close")) lists.pop();
    else if (token.type === "list_item_open") frames.push(itemFrame(lists.at(-1), dialect));
    else if (token.type === "blockquote_open") frames.push({ prefix: "> ", first: "" });
    else if (token.type === "list_item_close" || token.type === "blockquote_close") frames.pop();
    else if (token.type === "heading_open") heading = token.markup;
    else if (token.type === "inline") {
      put(heading === null ? dialect.line(lineOf(token, dialect)) : headingOf(token, heading, dialect));
      heading = null;
    } else if (token.type === "fence" || token.type === "code_block") put(dialect.fence(token.content, token.info));
    else if (token.type === "hr") put(dialect.rule);
  }
  return lines.join("\n");
}

const ENDS = /_close$|^fence$|^code_block$|^hr$/;
const BEGINS = /^(?:paragraph|heading|blockquote|bullet_list|ordered_list)_open$|^fence$|^code_block$|^hr$/;
const AFTER_TIGHT = /^(?:heading|blockquote|bullet_list|ordered_list)_open$|^fence$/;

/** Whether a block stands apart from the one before it. Right below the words of a tight item some do not need to. */
function stands(before: Token, token: Token): boolean {
  if (before.type === "list_item_close" || !ENDS.test(before.type) || !BEGINS.test(token.type)) return false;
  return !(before.type === "paragraph_close" && before.hidden && AFTER_TIGHT.test(token.type));
}

function headingOf(token: Token, markup: string, dialect: Dialect): string {
  return dialect.heading(lineOf(token, { ...dialect, ...dialect.inHeading }).replaceAll("\n", " "), markup);
}

const listOf = (token: Token): List =>
  token.type === "ordered_list_open"
    ? { next: Number(token.attrGet("start") ?? 1), mark: token.markup || "." }
    : { next: 0, mark: "" };

function itemFrame(list: List | undefined, { bullet, numberMark }: Dialect): Frame {
  if (!list?.mark) return { prefix: "  ", first: bullet };
  const first = `${list.next}${numberMark ?? list.mark} `;
  list.next += 1;
  // What is in an item stands below its first word.
  return { prefix: " ".repeat(first.length), first };
}

const gapOf = (frames: readonly Frame[]): string =>
  frames
    .map(({ prefix }) => prefix)
    .join("")
    .trimEnd();

/** Its lines as they are read: without blanks around them, and without those that have nothing else. */
function lineOf(token: Token, dialect: Dialect): string {
  return inline(token, dialect)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .join("\n");
}

/** The words of a paragraph or heading with the dialect's marks. */
export function inline(token: Token, dialect: Dialect): string {
  // Piece by piece: looking at the end of one long text would copy it for each link.
  const out: string[] = [];
  let link: { href: string; from: number } | undefined;
  for (const part of token.children ?? []) {
    if (part.type === "link_open") link = { href: String(part.attrGet("href") ?? ""), from: out.length };
    else if (part.type === "link_close" && link) {
      const drawn = dialect.link(out.splice(link.from).join(""), link.href);
      const before = out.at(-1);
      // An exclamation mark before a link would make a picture of it.
      if (drawn.startsWith("[") && before?.endsWith("!")) out[out.length - 1] = `${before.slice(0, -1)}\\!`;
      out.push(drawn);
      link = undefined;
    } else {
      const text = inlinePart(part, dialect);
      if (text) out.push(text);
    }
  }
  return out.join("");
}

function inlinePart(token: Token, dialect: Dialect): string {
  const { type, content } = token;
  switch (type) {
    case "strong_open":
      return dialect.strong[0];
    case "strong_close":
      return dialect.strong[1];
    case "em_open":
      return dialect.em[0];
    case "em_close":
      return dialect.em[1];
    case "s_open":
      return dialect.strike[0];
    case "s_close":
      return dialect.strike[1];
    case "code_inline":
      return dialect.code(content);
    case "mention":
      return dialect.mention(mentionIn(token), content);
    case "softbreak":
    case "hardbreak":
      return "\n";
    default:
      return dialect.text(content);
  }
}
