import type { Token } from "markdown-it";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { splitCitations } from "../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { MAX_NESTING, requireFitting } from "../../webhooks/contract/text-limit.ts";
import { withoutInvisible } from "../../webhooks/contract/visible.ts";
import { withEmoji } from "./emoji.ts";
import { markdownIt, readDrawn } from "./markdown.ts";
import { called, type CalledPeople } from "./mention.ts";
import { groups, isBreak, linkToken, listToken, merged, textToken, withoutEmpty } from "./tokens.ts";

export type MessageContext = {
  sources: readonly Source[];
  ledger: readonly Pick<LedgerLine, "pr" | "url">[];
  /** Address of all that is only counted; null where nobody who reads the message could open it. */
  counted?: string | null;
  /** How the people behind citations are called; who is not among them is a login. */
  people?: CalledPeople;
};

/** Top-level blocks of a message, each with its tokens: a heading, a paragraph, one item of a list … */
export type MessageBlock = { tokens: Token[]; kind: string };

/**
 * One token stream for both the preview and the post: markdown is parsed once, made harmless once, and then drawn twice.
 *
 * @throws {Problem} `invalid` for a text that is longer, or nested deeper, than fits.
 */
export function blocksOf(markdown: string, context: MessageContext): MessageBlock[] {
  requireFitting(markdown);
  const urls = new Map(context.ledger.map(({ pr, url }) => [pr, url]));
  const tokens = markdownIt.parse(withoutInvisible(markdown), {});
  if (tokens.some(isTooDeep)) throw tooDeep();
  for (const [index, token] of tokens.entries()) {
    if (tokens[index - 1]?.type === "heading_open") token.children = inOneLine(token.children ?? []);
    if (token.type === "inline") token.children = harmless(token.children ?? [], context, urls);
    else token.content = quietCode(token.content);
  }
  return topLevel(withoutEmpty(tokens)).flatMap(splitList);
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
export function blocksAgain(slackMarkdown: string): MessageBlock[] {
  return topLevel(readDrawn(slackMarkdown)).flatMap(splitList);
}

function harmless(
  tokens: readonly Token[],
  { sources, people = new Map() }: MessageContext,
  urls: ReadonlyMap<string, string>,
): Token[] {
  const out: Token[] = [];
  let link: { href: string; text: string } | undefined;
  for (const token of tokens) {
    // Once more: an entity such as &#8203; has become a character by now.
    const said = withoutInvisible(token.content).replaceAll("\n", " ");
    token.content = token.type === "code_inline" ? quietCode(said) : quiet(link ? said : withEmoji(said));
    if (token.type === "link_close") {
      // A link that says nothing could be neither seen nor followed.
      if (link) out.push(...(link.text.trim() ? [] : [textToken(link.href)]), token, ...realHost(link));
      link = undefined;
      continue;
    }
    if (token.type === "link_open") {
      const href = String(token.attrGet("href") ?? "");
      // `[words]()` leads nowhere, so it is only words.
      if (!URL.canParse(href)) continue;
      link = { href, text: "" };
    }
    if (link) link.text += token.content;
    if (token.type === "text" && !link) out.push(...linked(token, sources, urls));
    else out.push(token);
  }
  return merged(called(out, people));
}

/** A heading that is underlined may have several lines; Slack's have one. */
const inOneLine = (tokens: readonly Token[]): Token[] =>
  tokens.map((token) => (isBreak(token) ? textToken(" ") : token));

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
    const opened = Object.assign(linkToken("link_open", url), { meta: { cites: ref } });
    return [opened, textToken(text), linkToken("link_close")];
  });
}

/** A word joiner keeps Slack from reading a ping into it. */
function quiet(text: string): string {
  return text.replace(/@(channel|here|everyone)/gi, "@\u2060$1");
}

/** In code nothing can be escaped, so a word joiner keeps Slack from reading `<!channel>`, `<@U…>` or `<url|words>` there, too. */
function quietCode(code: string): string {
  return quiet(code).replace(/<(?=[!@#]|[a-z][a-z+.-]{1,20}:)/gi, "<\u2060");
}

function topLevel(tokens: readonly Token[]): MessageBlock[] {
  const blocks: MessageBlock[] = [];
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
export function splitList(block: MessageBlock): MessageBlock[] {
  const { tokens, kind } = block;
  const [open, close] = [tokens[0], tokens.at(-1)];
  if ((kind !== "bullet_list_open" && kind !== "ordered_list_open") || !open || !close) return [block];
  const items = groups(tokens.slice(1, -1));
  const start = Number(open.attrGet("start") ?? 1);
  return items.map((item, index) => {
    const opened = listToken(open);
    if (kind === "ordered_list_open") opened.attrSet("start", String(start + index));
    // Two lists that follow each other differ in their marks.
    return { kind: `${open.markup} ${kind}`, tokens: [opened, ...item, close] };
  });
}
