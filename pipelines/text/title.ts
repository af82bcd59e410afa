import { withoutInvisible } from "../../webhooks/contract/visible.ts";

/** A title taken apart: what its author wrote in front of the sentence, and the sentence. */
export type Title = {
  /** The conventional type, lower case: `feat`, `fix`, `ci` … */
  type: string | null;
  scope: string | null;
  /** `feat!:` */
  breaking: boolean;
  /** From "[wrangler] …" or "Slack: …". */
  area: string | null;
  /** `Revert "…"` around the sentence, how often. */
  reverts: number;
  /** "Reland: …", "Reapply …". */
  relands: boolean;
  text: string;
};

/** Type names in front of a colon; any other short word there is an area. @source Conventional Commits 1.0.0, and what teams add to it. */
const TYPES = new Set(
  (
    "feat feature fix bugfix bug hotfix perf performance docs doc ci cd test tests chore refactor build style internal " +
    "infra security sec release deps a11y i18n ux improve improvement enhancement misc tooling dev lint types revert"
  ).split(" "),
);

const CONVENTIONAL = /^([a-z][a-z0-9]*)(?:\(([^()]{0,60})\))?(!)?:\s*/i;
const BRACKET = /^\[([^[\]]{1,40})\]:?\s*/;
const TICKET = /^(?:[A-Z][A-Z0-9]+-\d+(?:,\s*)?)+:?\s+/;
const AREA = /^([A-Za-z][\w./@-]{1,29}|[A-Z][\w.-]*(?: [\w.-]+){1,2}):\s+/;
const QUOTED_REVERT = /^revert:?\s+["“](.+)["”](?:\s*\(#\d+\))?\s*$/i;
/** "Revert to the old parser" goes back to something, and undoes nothing that it names. */
const PLAIN_REVERT = /^(?:revert|roll(?:ed|s)? back|back out)\b:?\s+(?!to\s)/i;
const RELAND = /^re-?(?:land|apply|introduce)(?:ed|s)?\b:?\s+/i;
const QUOTES = /^["“](.+)["”]$/;
/** A version in brackets names the branch of a back-port, not an area. */
const VERSION = /^v?\d+(?:\.[\w.]+)?$|^v?\d+(?:\.(?:\d+|x))*-[\w.]+$|^(?:backport|release)\b/i;

export function readTitle(raw: string): Title {
  const title: Title = { type: null, scope: null, breaking: false, area: null, reverts: 0, relands: false, text: "" };
  let rest = tidy(raw);
  for (let pass = 0; pass < 8; pass += 1) {
    const before = rest;
    rest = takePart(title, rest);
    if (rest === before) break;
  }
  return { ...title, text: rest };
}

export function tidy(text: string): string {
  return withoutInvisible(text.normalize("NFC").replace(/\s+/g, " ")).trim();
}

/** Takes one part off the front, notes it, and returns what is left. */
function takePart(title: Title, rest: string): string {
  const plain = rest
    .replace(/^(?:[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}]\ufe0f?\s*)+/u, "")
    .replace(/^(?::[a-z0-9_+-]+:\s*)+/i, "");
  if (plain !== rest) return plain;
  return takeRevert(title, rest) ?? takePrefix(title, rest) ?? rest;
}

function takeRevert(title: Title, rest: string): string | null {
  const quoted = QUOTED_REVERT.exec(rest);
  const plain = quoted ? null : PLAIN_REVERT.exec(rest);
  if (quoted || plain) {
    title.reverts += 1;
    return quoted?.[1] ?? rest.slice(plain?.[0].length);
  }
  const reland = RELAND.exec(rest);
  if (!reland) return null;
  title.relands = true;
  const text = rest.slice(reland[0].length);
  return QUOTES.exec(text)?.[1] ?? text;
}

function takePrefix(title: Title, rest: string): string | null {
  const bracket = BRACKET.exec(rest);
  if (bracket) {
    const name = bracket[1] ?? "";
    if (!VERSION.test(name)) takeName(title, name);
    return rest.slice(bracket[0].length);
  }
  const ticket = TICKET.exec(rest);
  if (ticket) return rest.slice(ticket[0].length);
  const conventional = CONVENTIONAL.exec(rest);
  if (conventional && (TYPES.has(conventional[1]?.toLowerCase() ?? "") || conventional[2] || conventional[3])) {
    takeName(title, conventional[1] ?? "");
    title.scope ??= conventional[2]?.split(/[,/]/)[0]?.trim() || null;
    title.breaking ||= conventional[3] === "!";
    return rest.slice(conventional[0].length);
  }
  const area = title.area || title.scope ? null : AREA.exec(rest);
  if (!area) return null;
  takeName(title, area[1] ?? "");
  return rest.slice(area[0].length);
}

function takeName(title: Title, name: string): void {
  if (TYPES.has(name.toLowerCase())) title.type ??= name.toLowerCase();
  else title.area ??= name;
}
