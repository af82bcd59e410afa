import type { Token } from "markdown-it";
import { markdownIt } from "./markdown.ts";

const TokenClass = new markdownIt.core.State("", markdownIt, {}).Token;

/** A token that no markdown makes, for whoever draws. */
export function ownToken(type: string): Token {
  return new TokenClass(type, "", 0);
}

export function textToken(content: string): Token {
  return Object.assign(ownToken("text"), { content });
}

export function linkToken(type: "link_open" | "link_close", href?: string): Token {
  const token = new TokenClass(type, "a", href ? 1 : -1);
  if (href) token.attrSet("href", href);
  return token;
}

export function withContent(token: Token, content: string): Token {
  return Object.assign(new TokenClass(token.type, token.tag, token.nesting), token, { content });
}

export function withClass(token: Token, name: string): Token {
  const copy = Object.assign(new TokenClass(token.type, token.tag, token.nesting), token, { attrs: null });
  copy.attrSet("class", name);
  return copy;
}

/** The beginning of a list that has its place and its mark, and no other attribute. */
export function listToken({ type, tag, map, markup }: Token): Token {
  return Object.assign(new TokenClass(type, tag, 1), { map, markup });
}

export const isBreak = ({ type }: Token): boolean => type === "softbreak" || type === "hardbreak";

/**
 * Texts beside each other are one text, and so is code: it is written with marks that would become others. What is empty goes, lines
 * included.
 */
export function merged(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  let saysSomething = false;
  for (const token of tokens) {
    const before = out.at(-1);
    if (isBreak(token)) {
      if (saysSomething) out.push(token);
      saysSomething = false;
      continue;
    }
    saysSomething ||= token.content.trim() !== "";
    if (token.type !== "text" && token.type !== "code_inline") out.push(token);
    else if (before?.type === token.type) out[out.length - 1] = withContent(before, before.content + token.content);
    else if (token.content) out.push(token);
  }
  const last = saysSomething ? -1 : out.findLastIndex(isBreak);
  return last < 0 ? out : out.toSpliced(last, 1);
}

/** Paragraphs, items and quotes that say nothing are no part of a message. */
export function withoutEmpty(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    if (token.nesting === -1 && out.at(-1)?.nesting === 1) out.pop();
    else if (token.type !== "inline" || token.children?.some(({ content }) => content.trim())) out.push(token);
  }
  return out;
}

/** Tokens by the blocks that they make. */
export function groups(tokens: readonly Token[]): Token[][] {
  const out: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) out.push([]);
    out.at(-1)?.push(token);
    depth += token.nesting;
  }
  return out;
}
