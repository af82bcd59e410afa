import { longestRun } from "./cut-block.ts";
import { drawBlock, type Dialect, type Drawn } from "./draw.ts";
import { markdownIt } from "./markdown.ts";
import type { MessageBlock } from "./message.ts";
import { writable } from "./writable.ts";

/** Draws a block as Slack's `markdown` block reads it, escaped so that it says only what it says; and the block as it could be written. */
export function slackMarkdown(block: MessageBlock): Drawn & { block: MessageBlock } {
  const as = writable(block, MARKDOWN);
  return { ...drawBlock(as, MARKDOWN), block: as };
}

const MARKDOWN: Dialect = {
  strong: ["**", "**"],
  em: ["*", "*"],
  strike: ["~~", "~~"],
  bullet: "- ",
  rule: "---",
  heading: (text, markup) => `${markup.startsWith("#") ? markup : "##"} ${text.replace(/#$/, "\\#")}`,
  text: escapeText,
  line: guardLine,
  code: codeSpan,
  fence: (content, language) => {
    const mark = "`".repeat(Math.max(3, longestRun(content) + 1));
    return `${mark}${language.replace(/[^\w-]/g, "")}\n${content.replace(/\n$/, "")}\n${mark}`;
  },
  link: (words, href) => `[${words}](${escapeTarget(href)})`,
  mention: (id) => `<@${id}>`,
};

function escapeText(content: string): string {
  return escapeAngles(content.replace(/\S+/g, escapeWord).replace(/&(?=#?[a-z0-9]+;)/gi, "&amp;"));
}

/** Whoever makes a link of every address would take the escapes in it, and what is behind it, for its own. */
function escapeWord(word: string): string {
  const escaped = word.replace(/[\\*_`[\]~]/g, "\\$&");
  const isOdd = escaped !== word || word.includes("'");
  const isAddress = isOdd && word.includes("://") && markdownIt.linkify.test(escaped);
  return isAddress ? escaped.replaceAll("://", "\\://") : escaped;
}

/** What would end the link early, be read as an entity, or ping from inside it. An ampersand stays: it belongs to the query. */
function escapeTarget(href: string): string {
  return href
    .replace(/[()<>\s\\]/g, (character) => encodeURIComponent(character).replace("(", "%28").replace(")", "%29"))
    .replace(/&(#?[a-z0-9]+);/gi, "&$1%3B")
    .replace(/@(?=channel|here|everyone)/gi, "%40");
}

/** Slack reads `<!channel>`, `<@U…>` and `<url|words>` in markdown too. @source PostHog#95054, measured on a live workspace. */
function escapeAngles(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** In code nothing is escaped. Its marks are as many as stand nowhere in it, and apart from those at its ends. */
function codeSpan(content: string): string {
  const runs = new Set(content.match(/`+/g)?.map(({ length }) => length));
  let length = 1;
  while (runs.has(length)) length += 1;
  const mark = "`".repeat(length);
  const isApart = content.trim() !== "" && /^`|`$|^ .* $/s.test(content);
  return isApart ? `${mark} ${content} ${mark}` : `${mark}${content}${mark}`;
}

/** What would begin a heading, a list or a numbered one, underline a heading, or make a table of the lines around it does not. */
function guardLine(text: string): string {
  return text
    .replace(/^(#{1,6}|[-+])(?=\s|$)/gm, "\\$1")
    .replace(/^(\d+)([.)])(?=\s|$)/gm, "$1\\$2")
    .replace(/^[-=:|][-=:|\t ]*$/gm, "\\$&");
}
