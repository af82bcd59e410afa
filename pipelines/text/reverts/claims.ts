import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { readTitle, tidy } from "../title.ts";
import { picksIn } from "./picks.ts";
import { match, readReferences, skip, type Named } from "./references.ts";
import { readVerb } from "./verbs.ts";

/** One thing that a pull request says that it does to another change. */
export type Claim = { does: "undoes" | "restores"; named: Named };

export type Claims = {
  /** The surest first: what the description says, then the title. The same change may be named in both. */
  claims: Claim[];
  /** It brings nothing of its own. */
  only: boolean;
  /** A title that ends in "again": of something that was taken back, perhaps. */
  again: string | null;
  /** Its title says that it is a back-port or a cherry-pick of this one. */
  copy: Named | null;
  /** The same, wherever it says so: of what was picked to another branch, which is read besides. */
  picks: readonly Named[];
};

type Claimant = Pick<PullRequest, "title" | "repo" | "number" | "author">;

/** The descriptions of machines quote other people's change logs. */
const QUOTES_OTHERS: ReadonlySet<string> = new Set(["dependency_bot", "release_bot"]);

/** @param prose What the author says in the description, a line each. */
export function claimsOf(pull: Claimant, prose: readonly string[]): Claims {
  const inTitle = titleClaims(tidy(pull.title), pull);
  const inBody = QUOTES_OTHERS.has(pull.author.kind) ? NOTHING : bodyClaims(prose, pull);
  const claims = [...inBody.claims, ...inTitle.claims];
  // What lands once more is what it was, whatever it is called now.
  const isAbout = inTitle.claims.length > 0 || takesAway(pull.title) || claims.every(({ does }) => does === "restores");
  const copy = claims.length > 0 ? null : copiedIn(tidy(pull.title), pull);
  const said = claims.length > 0 || QUOTES_OTHERS.has(pull.author.kind) ? [] : picksIn([pull.title, ...prose], pull);
  return {
    claims: inTitle.partly ? [] : claims,
    only: isAbout && !inTitle.more && !inBody.more,
    again: AGAIN.exec(tidy(pull.title))?.[1] ?? null,
    copy,
    picks: said.length > 0 || !copy ? said : [copy],
  };
}

/** What a title alone claims: of a change that nobody read, but whose title is quoted. */
export const claimsOfTitle = (title: string, pull: Pick<Claimant, "repo" | "number">): Claim[] =>
  titleClaims(tidy(title), pull).claims;

/** `more`: it says that something else comes instead. */
type Read = { claims: Claim[]; more: boolean; partly: boolean };

const NOTHING: Read = { claims: [], more: false, partly: false };
const AGAIN = /^(.{3,300}?),? (?:once )?again(?: \(#\d{1,10}\))?[.!]?$/i;
/** "[1.x] ", "ABC-1: ", "feat(ui): ", "Slack: ", "🎉 " in front of what a title says. */
const FRONT =
  /(?:\[(?!revert)[^[\]]{1,40}\]:?|[A-Z][A-Z0-9]{1,9}-\d{1,9}:?|(?!re-?(?:vert|land|apply))[A-Za-z][\w./@-]{0,29}(?:\([^()]{0,60}\))?!?:|\p{Extended_Pictographic}\ufe0f?|:\w{1,30}:)\s{0,3}/iuy;
const NUMBERS_BEHIND = /\s?\((?:[\w-]{1,39}\/[\w.-]{1,100})?#([1-9]\d{0,9})\)\s?$/;
const OPENS = /^["“„«'‘`]/;
const CLOSED = /^["“„«'‘`](.{1,500})["”“»'’`](.{0,200})$/;
const BETWEEN = /["”“»]\s?(?:,|,? ?and|&|\+)\s?["“„«]/i;
/** Something else that is done besides. */
const MORE = /^\s?(?:[,;]|\+|(?:and|but|then)\b)\s?(?:instead\s)?[a-z]|^\s?in favou?r of\b|\binstead\b/i;
const LIST_ENDS = /^\s{0,3}(?:$|[.,;:()–—-]|(?:and|but|because|since|as|due|for|until|again|to)\b)/i;

function titleClaims(title: string, { repo, number }: Pick<Claimant, "repo" | "number">): Read {
  let at = 0;
  let said = readVerb(title, at);
  for (let parts = 0; !said && parts < 6; parts += 1) {
    const next = skip(FRONT, title, at);
    if (next === at) break;
    at = next;
    said = readVerb(title, at);
  }
  const bracket = said ? null : match(/\[(?:revert|reland)\]:?\s?/iy, title, at);
  if (bracket) said = readVerb(`${bracket[0].replace(/[[\]:]/g, "").trim()} ${title.slice(at + bracket[0].length)}`, 0);
  if (!said) return NOTHING;
  const rest = bracket ? title.slice(at + bracket[0].length) : title.slice(said.at);
  const { named, more, partly } = namedInTitle(rest, said.sure, { repo, number });
  if (said.partly || partly) return { ...NOTHING, partly: true };
  return { claims: named.map((one) => ({ does: said.does, named: one })), more, partly: false };
}

/** A title quoted, a list of numbers, or a title as it stands. */
function namedInTitle(
  rest: string,
  sure: boolean,
  { repo, number: own }: Pick<Claimant, "repo" | "number">,
): { named: Named[]; more: boolean; partly: boolean } {
  const whole = withNumber(rest, own);
  const quoted = OPENS.test(rest) ? CLOSED.exec(whole.title) : null;
  if (quoted) {
    const [, inner = "", behind = ""] = quoted;
    const titles = /^re-?(?:vert|land|apply)/i.test(inner) ? [inner] : inner.split(BETWEEN);
    const named = titles.map((one) => ({ ...(titles.length === 1 ? whole : {}), ...withNumber(one, own) }));
    return { named, more: MORE.test(behind), partly: PARTLY_BEHIND.test(behind) };
  }
  const { named, end } = readReferences(rest, 0, { repo });
  if (named.length > 0 && LIST_ENDS.test(rest.slice(end))) {
    const behind = rest.slice(end);
    const others = named.filter((one) => one.number !== own);
    return { named: others, more: MORE.test(behind), partly: PARTLY_BEHIND.test(behind) };
  }
  const loose = sure ? {} : { loose: true as const };
  return { named: whole.title ? [{ ...whole, ...loose }] : [], more: false, partly: false };
}

function withNumber(title: string, own: number): Named & { title: string } {
  const behind = NUMBERS_BEHIND.exec(title);
  if (!behind) return { title };
  const number = Number(behind[1]);
  return { title: title.slice(0, behind.index), whole: title, ...(number !== own && { number }) };
}

const CONDITION = /^[,;]?\s{0,3}(?:if|when|once|should|unless|in case|whenever)\b/i;
const PARTLY_BEHIND = /^[,;]?\s{0,3}(?:in part|partially|partly|except|but (?:not|keep)|apart from|without)\b/i;
const GOES_ON = /(?:\s{0,3}[,;])?\s{0,3}(?:and|but|then)?\s{0,3}/iy;
const MOST_SAID = 4;

function bodyClaims(prose: readonly string[], pull: Claimant): Read {
  const sentences = prose.flatMap((line) => line.split(/(?<=[.!?;])\s/));
  const read = sentences.map((sentence) => sentenceClaims(sentence.trim(), pull));
  return {
    claims: read.flatMap(({ claims }) => claims),
    more: read.some(({ more }) => more),
    partly: read.some(({ partly }) => partly),
  };
}

function sentenceClaims(sentence: string, { repo, number }: Claimant): Read {
  const claims: Claim[] = [];
  let partly = false;
  let at = 0;
  for (let said = 0; said < MOST_SAID; said += 1) {
    const verb = readVerb(sentence, at);
    const { named, end } = verb ? readReferences(sentence, verb.at, { repo }) : { named: [], end: at };
    if (!verb || named.length === 0) break;
    const behind = sentence.slice(end);
    if (verb.imperative && CONDITION.test(behind)) break;
    if (verb.partly || PARTLY_BEHIND.test(behind)) partly = true;
    else claims.push(...named.filter((one) => one.number !== number).map((one) => ({ does: verb.does, named: one })));
    at = skip(GOES_ON, sentence, end);
  }
  return { claims, more: claims.length > 0 && MORE.test(sentence.slice(at)), partly };
}

/** A hint by words, where a description names what is undone and the title does not: does it only take something away? */
const TAKES_AWAY =
  /^(?:remove|drop|delete|disable|withdraw|pull|unship|hide|go back|return|switch back|back to|stop)\b|^take\b.{1,100}\b(?:out|away|back)\b/i;

const takesAway = (title: string): boolean => TAKES_AWAY.test(readTitle(title).text);

/** "[Backport 2.3] …", "[1.x] …", "[release-2.x] …": brackets with the branch that it was picked to. */
const BRANCH =
  /\[(?:(?:back-?port(?:ed)?|cherry-?pick(?:ed)?)(?: (?:to )?[\w./-]{1,40})?|v?\d[\w.-]{0,20}|(?:release|stable|lts)[\w./-]{0,40})\]:?\s{0,3}/iy;
const COPY = /(?:back-?port(?:s|ed)?|cherry-?pick(?:s|ed)?)(?![\w-])/iy;
const TO = /\s{0,3}(?:(?:in)?to|onto|for|on)\s[\w./-]{1,40}\s?:?\s{0,3}|\s{0,3}:\s{0,3}/iy;
const SIGNS = /(?:\p{Extended_Pictographic}\ufe0f?|:\w{1,30}:)\s{0,3}/uy;

/** What is picked, where a title says that it picks something: by its number, or by what it is called. */
function copiedIn(title: string, { repo, number }: Claimant): Named | null {
  const start = skip(SIGNS, title, 0);
  const branch = skip(BRANCH, title, start);
  const behind = branch > start ? branch : skip(COPY, title, start);
  if (behind === start) return null;
  const at = skip(/\s{0,3}/y, title, behind);
  const { named, end } = readReferences(title, at, { repo });
  const numbered = named.find((one) => one.number !== undefined && one.number !== number);
  const rest = withNumber(title.slice(skip(TO, title, numbered ? end : at)), number);
  return numbered ?? (rest.title ? rest : null);
}
