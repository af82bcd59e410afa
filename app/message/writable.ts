import type { Token } from "markdown-it";
import { inline, type Dialect } from "./draw.ts";
import { readInlineAgain } from "./markdown.ts";
import { mentionIn } from "./mention.ts";
import type { MessageBlock } from "./message.ts";
import { merged, withContent } from "./tokens.ts";

/**
 * Markdown cannot write every emphasis: `**` beside a link or punctuation may open or close nothing, and would stand there as words.
 * What was written is read again: where it does not say the same, its marks move past the punctuation, and else they go.
 */
export function writable({ tokens, kind }: MessageBlock, dialect: Dialect): MessageBlock {
  return { kind, tokens: tokens.map((token) => (hasEmphasis(token) ? asWritten(token, dialect) : token)) };
}

const EMPHASIS = /^(?:strong|em|s)_(?:open|close)$/;

const hasEmphasis = ({ children }: Token): boolean => children?.some(({ type }) => EMPHASIS.test(type)) ?? false;

function asWritten(token: Token, dialect: Dialect): Token {
  const children = token.children ?? [];
  const ways = [children, merged(tucked(children))].map((way) => withChildren(token, way));
  const without = merged(children.filter(({ type }) => !EMPHASIS.test(type)));
  return ways.find((way) => saysTheSame(way, dialect)) ?? withChildren(token, without);
}

const withChildren = (token: Token, children: Token[]): Token =>
  Object.assign(withContent(token, token.content), { children });

function saysTheSame(token: Token, dialect: Dialect): boolean {
  return saidBy(readInlineAgain(inline(token, dialect))) === saidBy(token.children ?? []);
}

/** Words, and where emphasis begins and ends. */
const saidBy = (children: readonly Token[]): string =>
  children
    .map((token) => {
      const { type, tag, nesting, content } = token;
      if (type === "mention") return mentionIn(token);
      if (EMPHASIS.test(type)) return nesting === 1 ? `\u0001${tag}` : `\u0002${tag}`;
      return type.endsWith("break") ? "\n" : content;
    })
    .join("");

const [OPENING, CLOSING] = [/^[\p{P}\p{S}]+/u, /(?<![\p{P}\p{S}])[\p{P}\p{S}]+$/u];

/** Punctuation at the ends of an emphasis stands outside of it. */
function tucked(children: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (const token of children) {
    const before = out.at(-1);
    if (before && isEmphasis(before, 1) && token.type === "text") {
      const [marks = ""] = OPENING.exec(token.content) ?? [];
      out.splice(-1, 1, withContent(token, marks), before, withContent(token, token.content.slice(marks.length)));
    } else if (before?.type === "text" && isEmphasis(token, -1)) {
      const [marks = ""] = CLOSING.exec(before.content) ?? [];
      const rest = before.content.slice(0, before.content.length - marks.length);
      out.splice(-1, 1, withContent(before, rest), token, withContent(before, marks));
    } else out.push(token);
  }
  return out;
}

const isEmphasis = ({ type, nesting }: Token, end: Token["nesting"]): boolean => nesting === end && EMPHASIS.test(type);
