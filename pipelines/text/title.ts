import { withoutInvisible } from "../../webhooks/contract/visible.ts";
import { takeBranch } from "./titles/branch.ts";
import { isImperative } from "./titles/imperative.ts";
import { isNoise, takeNoise, ticketsIn } from "./titles/noise.ts";

/** A title taken apart: what its author wrote in front of the sentence, and the sentence. */
export type Title = {
  /** The conventional type, lower case: `feat`, `fix`, `ci` … */
  type: string | null;
  scope: string | null;
  /** `feat!:` */
  breaking: boolean;
  /** From "[wrangler] …" or "Slack: …": perhaps an area, perhaps the beginning of the sentence. */
  area: string | null;
  /** All that stands in front like that, and as it was written. */
  fronts: { name: string; written: string }[];
  /** "ABC-124" */
  tickets: string[];
  /** `Revert "…"` around the sentence, how often. */
  reverts: number;
  /** "Reland: …", "Reapply …". */
  relands: boolean;
  text: string;
};

/** Type names in front of a colon; any other short word there is an area. @source Conventional Commits 1.0.0, what teams add to it, and NumPy's list. */
const TYPES = new Set(
  (
    "feat feature fix bugfix bug hotfix perf performance docs doc ci cd test tests chore refactor build style internal " +
    "infra security sec release deps a11y i18n ux improve improvement enhancement misc tooling dev lint types revert " +
    "enh imp ref maint mnt tst cln bld sty rel"
  ).split(" "),
);
/** "build:docs" is what a script is called. */
const NEEDS_NO_BLANK = new Set("feat feature fix bugfix hotfix perf chore refactor".split(" "));

const CONVENTIONAL = /^([a-z][a-z0-9]{0,30})(\s?\([^()]{0,60}\))?(!)?\s?:(\s*)/i;
/** Of several the first. */
const SCOPE = /\(\s?(@[^,/()]{1,40}\/[^,/()]{1,40}|[^,/()]{1,60})/;
/** "fix(api) keep …", "fix - keep …", "(fix) keep …" */
const WITHOUT_COLON = /^(?:([a-z]{2,20})(?:(\([^()]{1,60}\))(!)?\s+|\s[–—|-]\s+)|\(([a-z]{2,20})\):?\s+)(?=\S)/i;
const BRACKET = /^\[([^[\]]{1,60})\](?:\s?:|\s[–—|-](?=\s))?(\s*)/;
/** "[...slug]" and "[x]" are something else. */
const NAME = /^@?[\p{L}\p{N}][\p{L}\p{N} .,_/&+@#-]+$/u;
const AREA = /^(?![Ff]ixed:)([A-Za-z][\w./@-]{1,29}|[A-Z][\w.-]{0,29}(?: [\w.-]{1,29}){1,2}):\s+/;
/** "Map - …", "map | …" */
const DASHED_AREA = /^([A-Za-z][\w./@-]{1,29})\s[–—|-]\s+(?=\S)/;
/** "✨(map) …" @source gitmoji's convention. */
const SCOPE_BEHIND_SIGN = /^\(([\w./@-]{1,40})\):?\s+(?=\S)/;
/** @source MeeseeksDev, who picks changes to older branches. */
const PICKED_ON = /^Backport PR #\d{1,9} on branch \S{1,60} \((.{1,300})\)$/;
const QUOTED_REVERT = /^revert:?\s+["“](.+)["”](?:\s*\(#\d+\))?\s*$/i;
/** "Revert to the old parser" goes back to something, and undoes nothing that it names. */
const PLAIN_REVERT = /^(?:revert|roll(?:ed|s)? back|back out)\b:?\s+(?!to\s)(?:of\s+)?/i;
const RELAND = /^(?:re-?(?:land|apply|introduce)(?:ed|s)?\b:?|back again:)\s+/i;
const QUOTES = /^["“](.+)["”]$/;
const SIGN = String.raw`(?![©®™])\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?|[\u{1f1e6}-\u{1f1ff}]`;
const SIGNS = new RegExp(String.raw`^(?:(?:${SIGN})[\u200d\s]*)+`, "u");
const SHORTCODES = /^(?::[a-z0-9_+-]+:\s*)+/i;
/** A version in brackets names the branch of a back-port, not an area. */
const VERSION =
  /^v?\d+(?:\.[\w.]+)?$|^v?\d+(?:\.(?:\d+|x))*-[\w.]+$|^back-?port(?:ed)?(?:[ /:-]{1,2}(?:to )?[\w./-]{1,40})?$|^release[ /-]v?\d[\w./-]{0,40}$|^(?:main|master)$/i;

const MOST_PARTS = 24;

export function readTitle(raw: string): Title {
  const nothing = { type: null, scope: null, breaking: false, area: null, reverts: 0, relands: false, text: "" };
  const title: Title = { ...nothing, fronts: [], tickets: [] };
  let rest = tidy(raw);
  for (let part = 0; part < MOST_PARTS; part += 1) {
    const before = rest;
    rest = takePart(title, rest);
    if (rest === before) break;
    rest = rest.replace(/^[–—|-]\s+/, "");
  }
  return { ...title, text: rest };
}

export function tidy(text: string): string {
  return withoutInvisible(text.normalize("NFC").replace(/\s+/g, " ")).trim();
}

/** Takes one part off the front, notes it, and returns what is left. */
function takePart(title: Title, rest: string): string {
  const plain = rest.replace(SIGNS, "").replace(SHORTCODES, "");
  const scope = plain === rest ? null : SCOPE_BEHIND_SIGN.exec(plain);
  if (scope) title.scope ??= scope[1] ?? null;
  if (plain !== rest) return plain.slice(scope?.[0].length ?? 0);
  return takeRevert(title, rest) ?? takeSaid(title, rest) ?? takePrefix(title, rest) ?? rest;
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

/** What says nothing of the change, and the name of a branch. */
function takeSaid(title: Title, rest: string): string | null {
  const picked = PICKED_ON.exec(rest)?.[1];
  if (picked) return picked;
  const noise = takeNoise(rest);
  if (noise) {
    title.tickets.push(...noise.tickets);
    if (noise.fixes) title.type ??= "fix";
    return noise.rest;
  }
  const branch = takeBranch(rest);
  if (!branch) return null;
  if (TYPES.has(branch.type)) title.type ??= branch.type;
  title.tickets.push(...branch.tickets);
  return branch.rest;
}

function takePrefix(title: Title, rest: string): string | null {
  const bracket = BRACKET.exec(rest);
  if (bracket) return takeBracket(title, rest, bracket);
  const conventional = CONVENTIONAL.exec(rest);
  if (conventional && isConventional(conventional)) return takeType(title, rest, conventional);
  const other = WITHOUT_COLON.exec(rest);
  if (other && TYPES.has((other[1] ?? other[4] ?? "").toLowerCase())) return takeType(title, rest, other);
  const area = AREA.exec(rest) ?? DASHED_AREA.exec(rest);
  const name = area?.[1];
  if (area && name && isNoise(name)) {
    title.tickets.push(...ticketsIn(name.toUpperCase()));
    return rest.slice(area[0].length);
  }
  const known = [title.scope, ...title.fronts.map((front) => front.name)].filter((one) => one !== null);
  if (
    !area ||
    !name ||
    isSentence(name) ||
    (!area[0].includes(":") && isImperative(name)) ||
    (known.length > 0 && !known.some((one) => isSameName(one, name)))
  )
    return null;
  takeName(title, name, area[0].trim());
  return rest.slice(area[0].length);
}

/** Without a blank behind it, only a type or something that says nothing is a part of its own. */
function takeBracket(title: Title, rest: string, [whole, name = "", blank]: RegExpExecArray): string | null {
  const behind = rest.slice(whole.length);
  const isApart = blank !== "" || whole.endsWith(":") || /^[[(]|^$/.test(behind);
  if (isNoise(name) || VERSION.test(name)) title.tickets.push(...ticketsIn(name));
  else if (!isType(name) && !(isApart && behind && NAME.test(name))) return null;
  else takeName(title, name, whole.trim());
  return isApart || /^\p{L}/u.test(behind) ? behind : null;
}

function isConventional([, word = "", scope, bang, blank]: RegExpExecArray): boolean {
  const type = word.toLowerCase();
  if (bang || (scope && !/^\s/.test(scope))) return true;
  return TYPES.has(type) && (scope !== undefined || blank !== "" || NEEDS_NO_BLANK.has(type));
}

function takeType(title: Title, rest: string, [whole, word, scope, bang, inBrackets]: RegExpExecArray): string {
  takeName(title, word ?? inBrackets ?? "", whole.trim());
  title.breaking ||= bang === "!";
  const named = SCOPE.exec(scope ?? "")?.[1]?.trim() ?? "";
  if (isNoise(named)) title.tickets.push(...ticketsIn(named));
  else title.scope ??= named || null;
  return rest.slice(whole.length);
}

function takeName(title: Title, name: string, written: string): void {
  if (bareName(name) === "revert") title.reverts += 1;
  if (isType(name)) {
    title.type ??= TYPES.has(bareName(name)) ? bareName(name) : bareName(name.split(/[/&+]/)[0] ?? "");
    return;
  }
  title.area ??= name;
  if (!hasFront(title, name)) title.fronts.push({ name, written });
}

export const hasFront = ({ fronts }: Title, name: string): boolean =>
  fronts.some((front) => isSameName(front.name, name));

/** "Add to the list: …" */
const isSentence = (name: string): boolean => name.includes(" ") && isImperative(name);

/** Also "Bug fix" and "CI/Build". */
const isType = (name: string): boolean =>
  TYPES.has(bareName(name)) || name.split(/[/&+]/).every((part) => TYPES.has(bareName(part)));

/** Whatever case and signs it is written with: "Vite plugin" and `vite-plugin`. */
export const isSameName = (one: string, other: string): boolean => bareName(one) === bareName(other);

export const bareName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
