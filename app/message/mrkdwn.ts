import { drawBlocks, type Dialect } from "./draw.ts";
import { literal, literalCode } from "./literal.ts";
import { asCode, EM, marked, STRIKE, STRONG, unmarked } from "./marks.ts";
import { blocksAgain } from "./message.ts";

/** One approved part of Slack's markdown as texts for `mrkdwn` sections, each of at most so many characters. */
export function mrkdwnTexts(markdown: string, maxChars: number): string[] {
  const texts: string[] = [];
  for (const block of blocksAgain(markdown)) {
    const drawn = drawBlocks([block], MRKDWN);
    // A mark would be cut from the other that belongs to it.
    const whole = drawn.length > maxChars && block.kind !== "fence" ? drawBlocks([block], WITHOUT_MARKS) : drawn;
    for (const piece of fitted(whole, maxChars, block.kind === "fence")) {
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

const fence = (content: string): string => {
  const code = escape(content.replace(/\n$/, "")).replace(/`(?=`)/g, "`\u2060");
  return `\`\`\`\n${code.replace(/^(?=&gt;)/gm, "\u2060")}\n\`\`\``;
};

const NONE = ["", ""] as const;

const MRKDWN: Dialect = {
  strong: STRONG,
  em: EM,
  strike: STRIKE,
  bullet: "• ",
  numberMark: ".",
  rule: "———",
  heading: (text) => marked(STRONG.join(text)),
  inHeading: { strong: NONE },
  text: (content) => literal(escape(content)),
  line: marked,
  code: (content) => asCode(escape(content)),
  fence,
  // What would end the address early is encoded; the words are escaped already, and have no format.
  link: (words, href) => {
    const label = unmarked(words).replaceAll("\n", " ").replaceAll("|", "¦");
    return `<${escape(href.replace(/[<>|\s]/g, encodeURIComponent))}|${label}>`;
  },
  mention: (id) => `<@${id}>`,
};

const WITHOUT_MARKS: Dialect = {
  ...MRKDWN,
  strong: NONE,
  em: NONE,
  strike: NONE,
  line: (text) => text,
  heading: (text) => text,
  code: (content) => literalCode(escape(content)),
};

const PLAIN: Dialect = {
  strong: NONE,
  em: NONE,
  strike: NONE,
  bullet: "• ",
  numberMark: ".",
  rule: "———",
  heading: (text) => text,
  text: escape,
  line: (text) => text,
  code: (content) => escape(content),
  fence: (content) => escape(content.replace(/\n$/, "")),
  link: (words, href) => (words === escape(href) ? words : `${words} (${escape(href)})`),
  mention: (id) => `<@${id}>`,
};

/** Items of one list follow each other; everything else has a gap before it. */
function gap(before: string, after: string): string {
  const list = LISTS.find((item) => item.test(after));
  if (!list) return "\n\n";
  const begins = before.lastIndexOf("\n\n");
  return list.test(begins < 0 ? before : before.slice(begins + 2)) ? "\n" : "\n\n";
}

const LISTS = [/^• /, /^\d+\. /];

/** Cuts at the ends of lines, then between words, never inside a link; a fence is closed and opened again. */
function fitted(text: string, maxChars: number, fenced: boolean): string[] {
  if (text.length <= maxChars) return [text];
  const [open, close] = fenced ? ["```\n", "\n```"] : ["", ""];
  const body = fenced ? text.slice(open.length, -close.length) : text;
  const room = maxChars - open.length - close.length - 1;
  const pieces = [""];
  for (const word of body.match(/<[^<>]*>\S*\s*|<|[^\s<]+\s*|\s+/g) ?? []) {
    for (let rest = word; rest; rest = rest.slice(room)) {
      const taken = rest.slice(0, room);
      if ((pieces.at(-1) ?? "").length + taken.length > room) pieces.push(taken);
      else pieces[pieces.length - 1] += taken;
    }
  }
  // What began no line may begin one now.
  return pieces.map((piece) => `${open}${piece.trimEnd().replace(/^(?=&gt;)/, "\u2060")}${close}`);
}
