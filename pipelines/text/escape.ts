import { firstCitation, splitCitations } from "../../webhooks/contract/report-text.ts";
import { tidy } from "./title.ts";

/** Finds a bare `#12` as well as `owner/repo#12`, whatever the update reads. */
const ANY_ONE_SOURCE = [{ repo: "any/one", base_branch: "main" }];

/** What markdown reads as more than text. Inside a word an underscore is only an underscore. */
const SPECIAL = /[\\`*[\]<>|]|~(?=~)|(?<=~)~|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|&(?=#?\w+;)/gu;
const BLOCK_START = /^(?:(\d{1,9})([.)])|(#{1,6})|([-+=]))(?=\s|$|[-+=])/;
const CODE = /(?<!`)`([^`]+)`(?!`)/g;
/** Slack reads these even where markdown would not. */
const SLACK_COMMAND = /<[!@#]/;

/**
 * Foreign text as markdown that shows it: one line, no markup but `code`, no link, no mention, no citation.
 * A number of a pull request becomes "no. 12", so that only what code cites is a citation.
 */
export function escapeText(raw: string): string {
  const text = withoutCitations(withoutSchemes(tidy(raw)));
  const withCode = escapeAround(text);
  const shown = text.replace(CODE, (span, content: string) => (isPlainCode(content) ? "" : span));
  const hidesCitation = splitCitations(shown, ANY_ONE_SOURCE).some(({ ref }) => ref);
  return atBlockStart(hidesCitation ? escapeSpecial(text) : withCode);
}

function escapeAround(text: string): string {
  let end = 0;
  let escaped = "";
  for (const match of text.matchAll(CODE)) {
    if (!isPlainCode(match[1] ?? "")) continue;
    escaped += escapeSpecial(text.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return escaped + escapeSpecial(text.slice(end));
}

function isPlainCode(content: string): boolean {
  return content.trim() !== "" && !SLACK_COMMAND.test(content);
}

function escapeSpecial(text: string): string {
  return text.replace(SPECIAL, "\\$&");
}

/** Once through: the number of one may be the owner of the next, as in `a/b#1/c#2`, so reading goes on at the number. */
function withoutCitations(text: string): string {
  const out: string[] = [];
  let rest = text;
  for (;;) {
    const found = firstCitation(rest);
    if (!found) break;
    const [start, end] = [found.index, found.index + found.text.lastIndexOf("#")];
    out.push(rest.slice(0, end), start === end ? "no. " : " no. ");
    rest = rest.slice(end + 1);
  }
  return out.join("") + rest;
}

/**
 * Slack makes a link of every address with a scheme, whoever wrote it. Taking one away may lay the next one open, as in
 * `a:b:////`: so each sign is put down, and whatever makes a scheme of the last ones is taken up again.
 */
function withoutSchemes(text: string): string {
  if (!text.includes("://")) return text;
  const kept: string[] = [];
  for (const sign of text) {
    kept.push(sign);
    if (sign !== "/" || kept.at(-2) !== "/" || kept.at(-3) !== ":") continue;
    const end = kept.length - 3;
    let [start, at] = [end, end];
    while (at > 0 && end - at <= MOST_SCHEME_CHARS && SCHEME_SIGN.test(kept[at - 1] ?? "")) {
      at -= 1;
      if (SCHEME_START.test(kept[at] ?? "")) start = at;
    }
    if (start < end) kept.length = start;
  }
  return kept.join("");
}
const SCHEME_START = /^[a-z]$/i;
const SCHEME_SIGN = /^[a-z0-9+.-]$/i;
const MOST_SCHEME_CHARS = 30;

function atBlockStart(text: string): string {
  return text.replace(BLOCK_START, (_all, digits?: string, point?: string, hashes?: string, mark?: string) =>
    digits ? `${digits}\\${point}` : `\\${hashes ?? mark}`,
  );
}
