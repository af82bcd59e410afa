import { readTitle } from "../title.ts";

const MAX_ITEM_CHARS = 140;

/** "fix(api): page all lists (#12)." → "Page all lists": the sentence of a title, as an item of a report. */
export function cleanTitle(raw: string): string {
  const { text, reverts, relands } = readTitle(raw);
  const sentence = withoutTail(text);
  if (!sentence) return "A change without a title";
  const undoes = reverts % 2 === 1;
  if (undoes) return shorten(`Rolled back: ${sentence}`);
  if (relands || reverts > 0) return shorten(`Back again: ${sentence}`);
  return shorten(capitalised(sentence));
}

/** The same in the middle of a sentence. */
export const titleWithin = (raw: string): string => withoutTail(readTitle(raw).text) || "a change without a title";

function withoutTail(text: string): string {
  let rest = text.replace(/(?:^|\s):[a-z0-9_+-]+:(?=\s|$)/gi, " ").replace(/\s+/g, " ");
  for (let before = ""; before !== rest;) {
    before = rest;
    rest = rest
      .replace(/(?<!\s)\s*\((?:(?:fix(?:es)?|close[sd]?|refs?|see|re)\s+)?(?:[\w.-]+\/[\w.-]+)?#\d+\)$/i, "")
      .replace(/(?<!\s)\s*\((?:fixes|closes|refs?)\b[^()]*…?\)?$/i, "")
      .replace(/(?<!\s)\s*\((?:v?\d+(?:\.(?:\d+|x))*|back-?port)\)$/i, "")
      .replace(/(?<![.…])[.;,]$/, "")
      .trim();
  }
  return rest;
}

/** Only a plain word begins with a capital: `uv`, `createApp` and "npm" are names. */
function capitalised(text: string): string {
  const [first = ""] = text.split(" ");
  const isWord = /^[a-z]+(?:['’-][a-z]+)*[,:;]?$/.test(first) && !NAMES.has(first);
  return isWord ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
const NAMES = new Set("npm pnpm npx uv uvx pip git deno bun ty iOS macOS".split(" "));

/** Cuts between words, and never inside `code`. */
function shorten(text: string, most = MAX_ITEM_CHARS): string {
  if (text.length <= most) return text;
  const room = text.slice(0, most - 1);
  const cut = room.lastIndexOf(" ");
  const words = (cut > most / 2 ? room.slice(0, cut) : room).replace(/[\ud800-\udbff]$/, "");
  const isInCode = (words.match(/`/g)?.length ?? 0) % 2 === 1;
  const whole = isInCode ? words.slice(0, words.lastIndexOf("`")) : words;
  return `${whole.replace(/(?<![\s,;:(–-])[\s,;:(–-]+$/, "")}…`;
}
