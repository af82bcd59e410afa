import type { Token } from "markdown-it";
import type { Block } from "./message.ts";

/** Draws blocks as Slack's `markdown` block reads them. Text is escaped, so that it says only what it says. */
export function slackMarkdown(blocks: readonly Block[]): string {
  return blocks
    .map(({ tokens, kind }, index) => {
      const text = draw(tokens).trimEnd();
      const sameList = kind === blocks[index - 1]?.kind && kind.endsWith("list_open");
      return index === 0 ? text : `${sameList ? "\n" : "\n\n"}${text}`;
    })
    .join("");
}

type Frame = { prefix: string; first: string };

/** Walks flat block tokens; each open list item or quote adds a prefix to the lines inside it. */
function draw(tokens: readonly Token[]): string {
  const frames: Frame[] = [];
  const numbers: number[] = [];
  const lines: string[] = [];
  const put = (text: string) => {
    for (const line of text.split("\n")) {
      lines.push(frames.map((frame) => frame.first || frame.prefix).join("") + line);
      for (const frame of frames) frame.first = "";
    }
  };
  let heading = "";
  for (const token of tokens) {
    if (token.type === "ordered_list_open") numbers.push(Number(token.attrGet("start") ?? 1));
    else if (token.type === "bullet_list_open") numbers.push(Number.NaN);
    else if (token.type.endsWith("list_close")) numbers.pop();
    else if (token.type === "list_item_open") frames.push(itemFrame(numbers));
    else if (token.type === "blockquote_open") frames.push({ prefix: "> ", first: "" });
    else if (token.type === "list_item_close" || token.type === "blockquote_close") frames.pop();
    else if (token.type === "heading_open") heading = `${token.markup.startsWith("#") ? token.markup : "##"} `;
    else if (token.type === "inline") {
      put(heading + (heading ? inline(token).replaceAll("\n", " ") : guardLine(inline(token))));
      heading = "";
    } else if (token.type === "fence" || token.type === "code_block") put(fenced(token));
    else if (token.type === "hr") put("---");
    else if (token.type === "paragraph_close" && needsGap(token, frames))
      lines.push(
        frames
          .map((f) => f.prefix)
          .join("")
          .trimEnd(),
      );
  }
  return lines.join("\n").replace(/(\n[> ]*)+$/, "");
}

function itemFrame(numbers: number[]): Frame {
  const number = numbers.at(-1) ?? Number.NaN;
  if (Number.isNaN(number)) return { prefix: "  ", first: "- " };
  numbers[numbers.length - 1] = number + 1;
  return { prefix: "   ", first: `${number}. ` };
}

function needsGap({ hidden }: Token, frames: readonly Frame[]): boolean {
  return !hidden && frames.length > 0;
}

function inline(token: Token): string {
  const open: string[] = [];
  return (token.children ?? [])
    .map((part, index, parts) => {
      if (part.type === "link_open") open.push(String(part.attrGet("href") ?? ""));
      if (part.type === "link_close") return `](${escapeTarget(open.pop() ?? "")})`;
      // An exclamation mark before a link would make a picture of it.
      return parts[index + 1]?.type === "link_open" ? inlinePart(part).replace(/!$/, "\\!") : inlinePart(part);
    })
    .join("");
}

/** What would end the link early, or ping from inside it. An ampersand stays: it belongs to the query. */
function escapeTarget(href: string): string {
  return href
    .replace(/[()<>\s\\]/g, (character) => encodeURIComponent(character).replace("(", "%28").replace(")", "%29"))
    .replace(/@(?=channel|here|everyone)/gi, "%40");
}

function inlinePart(token: Token): string {
  switch (token.type) {
    case "text":
      return escapeText(token.content);
    case "strong_open":
    case "strong_close":
      return "**";
    case "em_open":
    case "em_close":
      return "*";
    case "s_open":
    case "s_close":
      return "~~";
    case "code_inline":
      return `\`${escapeAngles(token.content.replaceAll("`", "ˋ"))}\``;
    case "link_open":
      return "[";
    case "softbreak":
    case "hardbreak":
      return "\n";
    default:
      return escapeText(token.content);
  }
}

function escapeText(text: string): string {
  return escapeAngles(text.replace(/[\\*_`[\]~]/g, "\\$&"));
}

/** Slack reads `<!channel>`, `<@U…>` and `<url|words>` in markdown too. @source PostHog#95054, measured on a live workspace. */
function escapeAngles(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** What would begin a heading, list, quote or rule at the start of a line does not. */
function guardLine(text: string): string {
  return text.replace(/^(\s*)([#>+=-]|\d+[.)])(?=\s|$)/gm, "$1\\$2");
}

function fenced({ content, info }: Token): string {
  return `\`\`\`${info.replace(/[^\w-]/g, "")}\n${escapeAngles(content.replaceAll("```", "ˋˋˋ").replace(/\n$/, ""))}\n\`\`\``;
}
