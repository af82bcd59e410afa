import type { ShareItem } from "./share-answer.ts";

/** Faults of the list, not of a text: these are mended by moving pull requests. */
const ABOUT_PLACES =
  /\b(?:not in the evidence|is missing|are missing|more than one place|exactly one place|not among|too many|no place|nowhere(?! in its)|has lost)\b/i;

/** Whether a fault names this item: by its place, its words, or something that stands in its text. */
export function isNamedBy(faults: readonly string[], item: ShareItem, index: number): boolean {
  return faults.some((fault) => {
    if (isAt(fault, index)) return true;
    if (ABOUT_PLACES.test(fault)) return false;
    return quotes(fault, item.text) || sharesToken(fault, item.text) || cites(fault, item.prs);
  });
}

/** `items.3.text: …`, `item 4 …` */
function isAt(fault: string, index: number): boolean {
  const path = /\bitems[.[](\d+)/.exec(fault)?.[1];
  const counted = /\bitem (\d+)\b/i.exec(fault)?.[1];
  return Number(path) === index || Number(counted) === index + 1;
}

const LEAST_QUOTED_CHARS = 4;

function quotes(fault: string, text: string): boolean {
  const said = comparable(text);
  const quoted = [...fault.matchAll(/“([^“”]+)”|"([^"]+)"/g)].map(([, curly, straight]) =>
    comparable(curly ?? straight ?? "").replace(/…$/, ""),
  );
  return quoted.some((words) => words.length >= LEAST_QUOTED_CHARS && (said.includes(words) || words.includes(said)));
}

/** A name, an address or a number that the fault complains of. */
function sharesToken(fault: string, text: string): boolean {
  const about = fault.replace(/(?:(?<![\w.-])[\w.-]+\/[\w.-]+)?#\d+/g, " ");
  const tokens = about.match(/@[\w-]+|https?:\/\/[^\s”"]+|(?<![\w.])\d[\d.,]*(?<=\d)|`[^`]+`/g) ?? [];
  return tokens.some((token) => text.includes(token.replaceAll("`", "")));
}

function cites(fault: string, prs: readonly string[]): boolean {
  const named = fault.match(/#\d+\b/g) ?? [];
  return named.some((reference) => prs.some((pr) => pr.endsWith(reference)));
}

function comparable(text: string): string {
  return text.toLowerCase().replaceAll("\\", "").replaceAll("‹", "<").replace(/\s+/g, " ").trim();
}
