import { drawBlocks, type Dialect } from "./draw.ts";
import { blocksOf, type MessageContext } from "./message.ts";
import { previewHtml } from "./render.ts";

/**
 * A message for any other program: as HTML without a look, and as words where it takes none.
 *
 * @throws {Problem} `invalid` when no message holds it.
 */
export function richText(markdown: string, context: MessageContext): { html: string; text: string } {
  const html = previewHtml(markdown, context).join("").replace(LOOKS, "");
  return { html, text: drawBlocks(blocksOf(markdown, context), WORDS) };
}

/** What the preview's tags have besides their address. No text of it has a bare quotation mark. */
const LOOKS = / (?:class|rel|target)="[\w\s-]{0,60}"/g;

const NONE = ["", ""] as const;
const asItIs = (content: string): string => content;

const WORDS: Dialect = {
  strong: NONE,
  em: NONE,
  strike: NONE,
  bullet: "• ",
  numberMark: ".",
  rule: "———",
  heading: asItIs,
  text: asItIs,
  line: asItIs,
  code: asItIs,
  fence: (content) => content.replace(/\n$/, ""),
  link: (words, href) => (words === href ? words : `${words} (${href})`),
  mention: (_id, name) => name,
};
