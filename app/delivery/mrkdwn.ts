import { drawBlocks, type Dialect } from "./draw.ts";
import { blocksAgain } from "./message.ts";

/** One approved part of Slack's markdown as texts for `mrkdwn` sections, each of at most so many characters. */
export function mrkdwnTexts(markdown: string, maxChars: number): string[] {
  const texts: string[] = [];
  for (const block of blocksAgain(markdown)) {
    for (const piece of fitted(drawBlocks([block], MRKDWN), maxChars, block.kind === "fence")) {
      const last = texts.at(-1);
      const together = last === undefined ? piece : `${last}${gap(last, piece)}${piece}`;
      if (last !== undefined && together.length <= maxChars) texts[texts.length - 1] = together;
      else texts.push(piece);
    }
  }
  return texts;
}

/** The same without any marks: what it says, and where its links lead. */
export function plainText(markdown: string): string {
  return drawBlocks(blocksAgain(markdown), PLAIN);
}

const escape = (text: string): string =>
  text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "");

/** In code no entity is read, but Slack reads those of angle brackets there too: so they were written. */
const asTyped = (code: string): string => code.replaceAll("&lt;", "<").replaceAll("&gt;", ">");

const fence = (content: string): string => `\`\`\`\n${escape(asTyped(content.replace(/\n$/, "")))}\n\`\`\``;

const MRKDWN: Dialect = {
  ...{ strong: "*", em: "_", strike: "~", bullet: "• ", rule: "———" },
  heading: (text) => `*${text.replaceAll("*", "")}*`,
  text: escape,
  line: (text) => text,
  code: (content) => `\`${escape(asTyped(content))}\``,
  fence,
  // What would end the address early is encoded; the words are escaped already.
  link: (words, href) => `<${escape(href.replace(/[<>|\s]/g, encodeURIComponent))}|${words.replaceAll("|", "¦")}>`,
};

const PLAIN: Dialect = {
  ...{ strong: "", em: "", strike: "", bullet: "• ", rule: "———" },
  heading: (text) => text,
  text: escape,
  line: (text) => text,
  code: (content) => escape(asTyped(content)),
  fence: (content) => escape(asTyped(content.replace(/\n$/, ""))),
  link: (words, href) => (words === escape(href) ? words : `${words} (${escape(href)})`),
};

/** Items of one list follow each other; everything else has a gap before it. */
function gap(before: string, after: string): string {
  const [above = "", below = ""] = [before.split("\n\n").at(-1), after];
  return LISTS.some((item) => item.test(above) && item.test(below)) ? "\n" : "\n\n";
}

const LISTS = [/^• /, /^\d+\. /];

/** Cuts at the ends of lines, then between words, never inside a link; a fence is closed and opened again. */
function fitted(text: string, maxChars: number, fenced: boolean): string[] {
  if (text.length <= maxChars) return [text];
  const [open, close] = fenced ? ["```\n", "\n```"] : ["", ""];
  const body = fenced ? text.slice(open.length, -close.length) : text;
  const room = maxChars - open.length - close.length;
  const pieces = [""];
  for (const word of body.match(/<[^<>]*>\S*\s*|<|[^\s<]+\s*|\s+/g) ?? []) {
    for (let rest = word; rest; rest = rest.slice(room)) {
      const taken = rest.slice(0, room);
      if ((pieces.at(-1) ?? "").length + taken.length > room) pieces.push(taken);
      else pieces[pieces.length - 1] += taken;
    }
  }
  return pieces.map((piece) => `${open}${piece.trimEnd()}${close}`);
}
