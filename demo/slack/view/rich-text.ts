import type { Channel } from "../world.ts";
import { withEmoji } from "./emoji.ts";
import { escape } from "./escape.ts";
import { drawToken } from "./slack-token.ts";

type Node = Record<string, unknown>;

/** The inside of a `rich_text` block: sections, lists, quotes and code, as HTML. */
export function richText(elements: unknown, channels: readonly Channel[]): string {
  return nodes(elements)
    .map((element) => {
      const inside = nodes(element.elements);
      const words = () => inside.map((leaf) => drawLeaf(leaf, channels)).join("");
      if (element.type === "rich_text_list") {
        const tag = element.style === "ordered" ? "ol" : "ul";
        return `<${tag}>${inside.map((item) => `<li>${richText([item], channels)}</li>`).join("")}</${tag}>`;
      }
      if (element.type === "rich_text_quote") return `<blockquote>${words()}</blockquote>`;
      if (element.type === "rich_text_preformatted") return `<pre><code>${words()}</code></pre>`;
      return `<p>${words()}</p>`;
    })
    .join("");
}

function drawLeaf(leaf: Node, channels: readonly Channel[]): string {
  const text = (field: string) => (typeof leaf[field] === "string" ? leaf[field] : "");
  switch (leaf.type) {
    case "link":
      return drawToken(`${text("url")}|${text("text") || text("url")}`, channels) ?? escape(text("text"));
    case "user":
      return drawToken(`@${text("user_id")}`, channels) ?? "";
    case "channel":
      return drawToken(`#${text("channel_id")}`, channels) ?? "";
    case "broadcast":
      return drawToken(`!${text("range")}`, channels) ?? "";
    case "emoji":
      return withEmoji(escape(`:${text("name")}:`));
    default:
      return styled(escape(text("text")).replaceAll("\n", "<br>"), leaf.style);
  }
}

function styled(html: string, style: unknown): string {
  const tags = { bold: "strong", italic: "em", strike: "s", code: "code" };
  const on = typeof style === "object" && style !== null ? Object.entries(style).filter(([, set]) => set === true) : [];
  const wrap = Object.entries(tags).filter(([name]) => on.some(([set]) => set === name));
  return wrap.reduce((inner, [, tag]) => `<${tag}>${inner}</${tag}>`, html);
}

function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "object" && each !== null) : [];
}
