import type { Token } from "markdown-it";
import { EMOJI } from "./emoji.ts";
import { drawingRules, type Block } from "./message.ts";

const { renderer, options, utils } = drawingRules;

renderer.rules["heading_open"] = () => '<p class="sl-h"><strong>';
renderer.rules["heading_close"] = () => "</strong></p>\n";
renderer.rules["text"] = (tokens, index) =>
  utils
    .escapeHtml(tokens[index]?.content ?? "")
    .replace(/:([a-z0-9_+-]{2,40}):/g, (word, name: string) => EMOJI[name] ?? word);
renderer.rules["link_open"] = (tokens, index) =>
  `<a class="sl-a" href="${utils.escapeHtml(String(tokens[index]?.attrGet("href") ?? ""))}" rel="noopener nofollow" target="_blank">`;

/** Draws the same blocks as HTML with Slack's look. Safe to print as it is: every text was escaped here. */
export function previewOf(blocks: readonly Block[]): string {
  return renderer.render(joined(blocks), options, {});
}

/** Items of one list are drawn as one list again. */
function joined(blocks: readonly Block[]): Token[] {
  return blocks.flatMap(({ tokens, kind }, index) => {
    if (!kind.endsWith("list_open")) return tokens;
    const from = blocks[index - 1]?.kind === kind ? 1 : 0;
    const to = blocks[index + 1]?.kind === kind ? -1 : undefined;
    return tokens.slice(from, to);
  });
}
