import MarkdownIt, { type Token } from "markdown-it";

const markdown = new MarkdownIt({ html: true, linkify: false, maxNesting: 40 });

/** `bold`: a paragraph of bold words alone, which many write for a heading. */
export type Block = { kind: "heading" | "bold" | "text"; lines: string[] };

/** Elements of HTML whose contents are somebody else's, or folded away. */
const SET_ASIDE = /<(\/)?(?:details|blockquote|pre|code)\b[^>]{0,200}>/gi;
const COMMENT = /<!--.*?(?:-->|$)/gs;

/**
 * What the author says in their own words: no quotes, code, comments and nothing that is folded away. Of a link its address, where that
 * names a pull request or a commit.
 */
export function ownBlocks(body: string): Block[] {
  const blocks: Block[] = [];
  let aside = 0;
  let inHeading = false;
  for (const { type, nesting, content, children } of markdown.parse(body, {})) {
    if (type === "blockquote_open" || type === "blockquote_close") aside += nesting;
    if (type === "heading_open" || type === "heading_close") inHeading = nesting === 1;
    if (type === "html_block") aside = Math.max(0, aside + depthOf(content));
    if (type !== "inline" || aside > 0) continue;
    const lines = ownLines(children ?? []);
    if (lines.length > 0)
      blocks.push({ kind: inHeading ? "heading" : isBold(children ?? []) ? "bold" : "text", lines });
  }
  return blocks;
}

/** The same, a line each. */
export const linesOf = (blocks: readonly Block[]): string[] => blocks.flatMap(({ lines }) => lines);

function depthOf(html: string): number {
  return [...html.replace(COMMENT, "").matchAll(SET_ASIDE)].reduce((depth, [, closes]) => depth + (closes ? -1 : 1), 0);
}

/** "**Breaking changes:**", with nothing but signs around it. */
const isBold = (children: readonly Token[]): boolean => {
  let bold = 0;
  return (
    children.every(({ type, content, nesting }) => {
      if (type === "strong_open" || type === "strong_close") bold += nesting;
      return type !== "text" || bold > 0 || !/[\p{L}\p{N}]/u.test(content);
    }) && children.some(({ type }) => type === "strong_open")
  );
};

function ownLines(children: readonly Token[]): string[] {
  let text = "";
  let link = "";
  let aside = 0;
  for (const { type, content, attrs } of children) {
    if (type === "html_inline") aside = Math.max(0, aside + depthOf(content));
    if (type === "link_open") link = String(attrs?.find(([name]) => name === "href")?.[1] ?? "");
    if (type === "link_close") link = "";
    if (type === "softbreak" || type === "hardbreak") text += "\n";
    if (type === "code_inline") text += " ";
    if (type === "text" && aside === 0) text += /\/(?:pull|commit)\//.test(link) ? link : content;
  }
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
