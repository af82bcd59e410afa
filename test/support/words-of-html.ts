const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&", "#39": "'" };
const PIECE = /<(\/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*)>|([^<]+)/g;
const LINES = /^(?:p|h[1-6]|ul|ol|li|pre|blockquote|hr|table|tr|br)$/;

/**
 * The lines that a person reads on a page of HTML: words, the numbers of numbered lists, code as it stands. White space counts in code
 * alone; a word joiner shows nothing. Only for HTML that markdown-it or we have made.
 */
export function linesOfHtml(html: string): string[] {
  const lines = [""];
  const lists: number[] = [];
  let inCode = false;
  let afterMarker = false;
  const say = (text: string) => (lines[lines.length - 1] += text);
  for (const [, closes, tag, attributes = "", text] of html.matchAll(PIECE)) {
    if (text !== undefined) {
      if (text.trim()) afterMarker = false;
      const [first = "", ...more] = inCode ? decoded(text).split("\n") : [decoded(text)];
      say(first);
      lines.push(...more);
      continue;
    }
    if (tag === "pre") inCode = !closes;
    // What begins an item stands beside its number.
    if (LINES.test(tag ?? "") && !(afterMarker && !closes)) lines.push("");
    if (closes) afterMarker = false;
    if (tag === "ul" || tag === "ol") {
      if (closes) lists.pop();
      else lists.push(tag === "ul" ? Number.NaN : Number(/start="(\d+)"/.exec(attributes)?.[1] ?? 1));
    }
    if (tag === "li" && !closes) {
      say(markerOf(lists));
      afterMarker = true;
    }
    if (tag === "td" || tag === "th") say(closes ? "" : " ");
    if (tag === "hr") {
      say("———");
      lines.push("");
    }
  }
  return lines.map((line) => line.replaceAll("\u2060", "").replace(/\s+/g, " ").trim()).filter((line) => line !== "");
}

function markerOf(lists: number[]): string {
  const number = lists.at(-1) ?? Number.NaN;
  lists[lists.length - 1] = number + 1;
  return Number.isNaN(number) ? "" : `${number}. `;
}

const decoded = (text: string): string =>
  text.replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => ENTITIES[name] ?? "");
