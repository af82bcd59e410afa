import MarkdownIt, { type Token } from "markdown-it";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { splitCitations } from "../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { MAX_NESTING, requireFitting } from "../../webhooks/contract/text-limit.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { withoutInvisible } from "../../webhooks/contract/visible.ts";

/**
 * One token stream for both the preview and the post: markdown is parsed once, made harmless once, and then drawn twice.
 * Raw HTML and tables stay text, images become their link, only http and https links survive.
 */
const markdownIt = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: MAX_NESTING }).disable([
  "image",
  "table",
]);
markdownIt.validateLink = (url) => /^https?:\/\//i.test(url) && URL.canParse(url);
markdownIt.linkify.set({ fuzzyEmail: false, fuzzyIP: false });
/** For our own output: nothing becomes a link that was none. */
const readsAgain = new MarkdownIt({ html: false, linkify: false, breaks: true }).disable(["image", "table"]);
readsAgain.validateLink = markdownIt.validateLink;
const TokenClass = new markdownIt.core.State("", markdownIt, {}).Token;

export type MessageContext = { sources: readonly Source[]; ledger: readonly Pick<LedgerLine, "pr" | "url">[] };

/** Top-level blocks of a message, each with its tokens: a heading, a paragraph, one item of a list … */
export type Block = { tokens: Token[]; kind: string };

/** @throws {Problem} `invalid` for a text that is longer, or nested deeper, than fits. */
export function blocksOf(markdown: string, context: MessageContext): Block[] {
  requireFitting(markdown);
  const urls = new Map(context.ledger.map(({ pr, url }) => [pr, url]));
  const tokens = markdownIt.parse(withoutInvisible(markdown), {});
  if (tokens.some(isTooDeep)) throw tooDeep();
  for (const token of tokens) {
    if (token.type === "inline") token.children = harmless(token.children ?? [], context.sources, urls);
    else token.content = quiet(token.content);
  }
  return topLevel(tokens).flatMap(splitList);
}

/** What is inside it was not read. */
const isTooDeep = ({ type, level }: Token): boolean =>
  level >= MAX_NESTING - 1 && (type === "list_item_open" || type === "blockquote_open");

function tooDeep(): Problem {
  return new Problem(
    "invalid",
    "Lists or quotes stand too deep inside each other for Slack.",
    "Take some levels out: nine lists, or nineteen quotes, fit.",
  );
}

/** The blocks of a message that was drawn as Slack's markdown before, and made harmless then. */
export function blocksAgain(slackMarkdown: string): Block[] {
  return topLevel(readsAgain.parse(slackMarkdown, {})).flatMap(splitList);
}

function harmless(tokens: readonly Token[], sources: readonly Source[], urls: ReadonlyMap<string, string>): Token[] {
  const out: Token[] = [];
  let link: { href: string; text: string } | undefined;
  for (const token of tokens) {
    // Once more: an entity such as &#8203; has become a character by now.
    token.content = quiet(withoutInvisible(token.content));
    if (token.type === "link_close") {
      if (link) out.push(token, ...realHost(link));
      link = undefined;
      continue;
    }
    if (token.type === "link_open") {
      const href = String(token.attrGet("href") ?? "");
      // `[words]()` leads nowhere, so it is only words.
      if (!URL.canParse(href)) continue;
      link = { href, text: "" };
    }
    if (token.type === "text" && link) link.text += token.content;
    if (token.type === "text" && !link) out.push(...linked(token, sources, urls));
    else out.push(token);
  }
  return out;
}

/** A link whose words look like another address says where it really goes. */
function realHost({ href, text }: { href: string; text: string }): Token[] {
  const shown = /(?<![\w-]|[\w-]\.)(?:[\w-]+\.)+[a-z]{2,}/i.exec(text)?.[0]?.toLowerCase();
  const host = new URL(href).hostname.toLowerCase();
  return shown && shown !== host && !host.endsWith(`.${shown}`) ? [textToken(` (${host})`)] : [];
}

function linked(token: Token, sources: readonly Source[], urls: ReadonlyMap<string, string>): Token[] {
  return splitCitations(token.content, sources).flatMap(({ text, ref }) => {
    const url = ref && urls.get(ref);
    if (!url) return [textToken(text)];
    return [linkToken("link_open", url), textToken(text), linkToken("link_close")];
  });
}

/** A word joiner keeps Slack from reading a ping into it. */
function quiet(text: string): string {
  return text.replace(/@(channel|here|everyone)/gi, "@\u2060$1");
}

/** A token that no markdown makes, for whoever draws. */
export function ownToken(type: string): Token {
  return new TokenClass(type, "", 0);
}

function textToken(content: string): Token {
  return Object.assign(ownToken("text"), { content });
}

function linkToken(type: "link_open" | "link_close", href?: string): Token {
  const token = new TokenClass(type, "a", href ? 1 : -1);
  if (href) token.attrSet("href", href);
  return token;
}

function topLevel(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  tokens.forEach((token, index) => {
    if (token.level !== 0 || token.nesting === 1) return;
    const group = tokens.slice(from, index + 1);
    if (group[0] && group.length > 0 && isWhole(group)) {
      blocks.push({ tokens: group, kind: group[0].type });
      from = index + 1;
    }
  });
  return blocks;
}

function isWhole(group: readonly Token[]): boolean {
  return group.reduce((depth, { nesting }) => depth + nesting, 0) === 0;
}

/** A list may be longer than a message, so each of its items is a block that can begin the next one. */
function splitList(block: Block): Block[] {
  const { tokens, kind } = block;
  const [open, close] = [tokens[0], tokens.at(-1)];
  if ((kind !== "bullet_list_open" && kind !== "ordered_list_open") || !open || !close) return [block];
  const items = groups(tokens.slice(1, -1));
  const start = Number(open.attrGet("start") ?? 1);
  return items.map((item, index) => {
    const opened = Object.assign(new TokenClass(open.type, open.tag, 1), { map: open.map });
    if (kind === "ordered_list_open") opened.attrSet("start", String(start + index));
    return { kind, tokens: [opened, ...item, close] };
  });
}

function groups(tokens: readonly Token[]): Token[][] {
  const out: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) out.push([]);
    out.at(-1)?.push(token);
    depth += token.nesting;
  }
  return out;
}

export const drawingRules = markdownIt;
