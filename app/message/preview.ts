import type { Token } from "markdown-it";
import { markdownIt } from "./markdown.ts";
import type { MessageBlock } from "./message.ts";
import { ownToken } from "./tokens.ts";

const { renderer, options, utils } = markdownIt;

renderer.rules["heading_open"] = () => '<p class="sl-h"><strong>';
renderer.rules["heading_close"] = () => "</strong></p>\n";
renderer.rules["link_open"] = (tokens, index) =>
  `<a class="sl-a" href="${utils.escapeHtml(String(tokens[index]?.attrGet("href") ?? ""))}" rel="noopener nofollow" target="_blank">`;

renderer.rules["why"] = (tokens, index) => {
  const { address, line, text } = whyIn(tokens[index]);
  const words = utils.escapeHtml(`Why is this here: ${firstWords(text)}`);
  return `<a class="sl-why" href="${utils.escapeHtml(address)}?line=${line}" aria-label="${words}" title="Why is this here?" data-why></a>`;
};

/** Where to ask what stands behind a sentence, and the sentences by their lines. */
type Why = { address: string; texts: ReadonlyMap<number, string> };

/** Draws the same blocks as HTML with Slack's look. Safe to print as it is: every text was escaped here. */
export function previewOf(blocks: readonly MessageBlock[], why: Why): string {
  return renderer.render(
    joined(blocks).map((token) => withWhy(token, why)),
    options,
    {},
  );
}

function withWhy(token: Token, { address, texts }: Why): Token {
  const line = (token.map?.[0] ?? -1) + 1;
  const text = token.type === "inline" ? texts.get(line) : undefined;
  if (text === undefined) return token;
  const link = Object.assign(ownToken("why"), { meta: { address, line, text } });
  return Object.assign(ownToken("inline"), { children: [...(token.children ?? []), link] });
}

function whyIn(token: Token | undefined): { address: string; line: number; text: string } {
  // Safe: `withWhy` alone makes such tokens.
  return token?.meta as ReturnType<typeof whyIn>;
}

const FIRST_WORDS_CHARS = 60;

function firstWords(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= FIRST_WORDS_CHARS ? line : `${line.slice(0, FIRST_WORDS_CHARS).replace(/\s\S*$/, "")}…`;
}

/** Items of one list are drawn as one list again. */
function joined(blocks: readonly MessageBlock[]): Token[] {
  return blocks.flatMap(({ tokens, kind }, index) => {
    if (!kind.endsWith("list_open")) return tokens;
    const from = blocks[index - 1]?.kind === kind ? 1 : 0;
    const to = blocks[index + 1]?.kind === kind ? -1 : undefined;
    return tokens.slice(from, to);
  });
}
