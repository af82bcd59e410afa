import { splitCitations } from "../../webhooks/contract/report-text.ts";
import { tidy } from "./plan/title.ts";

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

/** Until nothing is found: rewriting one can lay the next one open. */
function withoutCitations(text: string): string {
  const pieces = splitCitations(text, ANY_ONE_SOURCE);
  if (pieces.every(({ ref }) => ref === null)) return text;
  const named = pieces.map(({ text: piece, ref }) =>
    ref ? piece.replace(/#(?=\d+$)/, piece.startsWith("#") ? "no. " : " no. ") : piece,
  );
  return withoutCitations(named.join(""));
}

/** Slack makes a link of every address with a scheme, whoever wrote it. */
function withoutSchemes(text: string): string {
  const bare = text.replace(/[a-z][a-z0-9+.-]{0,30}:\/\//gi, "");
  return bare === text ? text : withoutSchemes(bare);
}

function atBlockStart(text: string): string {
  return text.replace(BLOCK_START, (_all, digits?: string, point?: string, hashes?: string, mark?: string) =>
    digits ? `${digits}\\${point}` : `\\${hashes ?? mark}`,
  );
}
