import { isInstruction } from "./instructions.ts";
import { plain } from "./plain.ts";
import { visible } from "./visible.ts";

/** A title taken apart. `sentence` is "" when nothing readable is left, or when it speaks to its writer. */
export type Title = {
  /** The conventional type, lower case. */
  type: string | null;
  scope: string | null;
  /** How often `Revert "…"` stands around it. */
  reverts: number;
  /** "Reland: …" */
  relands: boolean;
  sentence: string;
};

/** @source Conventional Commits 1.0.0, and what teams add to it. */
const TYPES =
  "feat|feature|fix|bugfix|bug|hotfix|perf|performance|docs?|ci|cd|tests?|chore|refactor|build|style|internal|infra|" +
  "security|sec|release|deps|a11y|i18n|ux|improve|improvement|enhancement|misc|tooling|dev|lint|types|revert";
const CONVENTIONAL = new RegExp(String.raw`^(?:(${TYPES})\b|[a-z][a-z0-9]*(?=\())(?:\(([^()]{0,60})\))?!?:\s*`, "i");
const BRACKET = /^\[[^[\]]{1,40}\]:?\s*/;
const TICKET = /^(?:[A-Z][A-Z0-9]+-\d+(?:,\s*)?)+:?\s+/;
const QUOTED_REVERT = /^revert:?\s+["“](.+)["”](?:\s*\(#\d+\))?\s*$/i;
const PLAIN_REVERT = /^(?:revert|roll(?:ed|s)? back|back out)\b:?\s+/i;
const RELAND = /^re-?(?:land|apply|introduce)(?:ed|s)?\b:?\s+/i;
const QUOTES = /^["“](.+)["”]$/;
const VERSION_TAIL = /(?<!\s)\s*\((?:v?\d+(?:\.(?:\d+|x))*|back-?port)\)$/i;
const MOST_PARTS = 8;

export function readTitle(raw: string): Title {
  const seen = visible(raw);
  const title: Title = { type: null, scope: null, reverts: 0, relands: false, sentence: "" };
  let rest = seen;
  for (let part = 0; part < MOST_PARTS; part += 1) {
    const after = takePart(title, rest);
    if (after === rest) break;
    rest = after;
  }
  const sentence = isInstruction(seen) ? "" : withoutTail(plain(rest));
  // One letter or bare signs tell nothing.
  return { ...title, sentence: /\p{L}{2}/u.test(sentence) ? sentence : "" };
}

/** Takes one part off the front, notes it, and returns what is left. */
function takePart(title: Title, rest: string): string {
  const quoted = QUOTED_REVERT.exec(rest);
  const reverted = quoted?.[1] ?? afterMatch(PLAIN_REVERT, rest);
  if (reverted !== undefined) {
    title.reverts += 1;
    return reverted;
  }
  const again = afterMatch(RELAND, rest);
  if (again !== undefined) {
    title.relands = true;
    return QUOTES.exec(again)?.[1] ?? again;
  }
  const conventional = CONVENTIONAL.exec(rest);
  if (conventional) {
    title.type ??= conventional[1]?.toLowerCase() ?? null;
    title.scope ??= conventional[2]?.toLowerCase() ?? null;
    return rest.slice(conventional[0].length);
  }
  return afterMatch(BRACKET, rest) ?? afterMatch(TICKET, rest) ?? rest;
}

function afterMatch(pattern: RegExp, text: string): string | undefined {
  const match = pattern.exec(text);
  return match ? text.slice(match[0].length) : undefined;
}

function withoutTail(text: string): string {
  return text
    .replace(VERSION_TAIL, "")
    .replace(/(?<![.…;,!])[.;,!]+$/, "")
    .trim();
}
