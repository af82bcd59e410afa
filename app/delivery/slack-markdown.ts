import { drawBlock, type Dialect, type Drawn } from "./draw.ts";
import type { Block } from "./message.ts";

/** Draws a block as Slack's `markdown` block reads it. Text is escaped, so that it says only what it says. */
export function slackMarkdown(block: Block): Drawn {
  return drawBlock(block, MARKDOWN);
}

const MARKDOWN: Dialect = {
  ...{ strong: "**", em: "*", strike: "~~", bullet: "- ", rule: "---" },
  heading: (text, markup) => `${markup.startsWith("#") ? markup : "##"} ${text}`,
  text: (content) => escapeAngles(content.replace(/[\\*_`[\]~]/g, "\\$&")),
  line: guardLine,
  code: (content) => `\`${escapeAngles(content.replaceAll("`", "ˋ"))}\``,
  fence: (content, language) =>
    `\`\`\`${language.replace(/[^\w-]/g, "")}\n${escapeAngles(content.replaceAll("```", "ˋˋˋ").replace(/\n$/, ""))}\n\`\`\``,
  link: (words, href) => `[${words}](${escapeTarget(href)})`,
};

/** What would end the link early, or ping from inside it. An ampersand stays: it belongs to the query. */
function escapeTarget(href: string): string {
  return href
    .replace(/[()<>\s\\]/g, (character) => encodeURIComponent(character).replace("(", "%28").replace(")", "%29"))
    .replace(/@(?=channel|here|everyone)/gi, "%40");
}

/** Slack reads `<!channel>`, `<@U…>` and `<url|words>` in markdown too. @source PostHog#95054, measured on a live workspace. */
function escapeAngles(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** What would begin a heading, list, quote or rule at the start of a line does not. */
function guardLine(text: string): string {
  return text.replace(/^([^\S\r\n\u2028\u2029]*)([#>+=-]|\d+[.)])(?=\s|$)/gm, "$1\\$2");
}
