import { hasFront, isSameName, readTitle, tidy, type Title } from "../title.ts";
import { spoken } from "../titles/branch.ts";
import { polished } from "../titles/polish.ts";
import { faultWithin, saysFault, saysReport } from "./fault.ts";
import { listed } from "../../../base/listed.ts";

const MAX_ITEM_CHARS = 140;

/** What an item says besides its sentence: the area in front of it, and whether it stands among the fixes. `isReported`: an issue is called so. */
export type ToldTitle = { area: string; isFix: boolean; isReported?: boolean };
const NOTHING: ToldTitle = { area: "", isFix: false };

/** "fix(api): page all lists (#12)." → "Page all lists": the sentence of a title, as an item of a report. */
export function cleanTitle(raw: string, told: ToldTitle = NOTHING): string {
  const title = wholeTitle(raw);
  const front = frontOf(title, told);
  const sentence = sentenceOf(title, told);
  if (!sentence) return front ? capitalised(namesOf(title)) : nameless(title);
  const undoes = title.reverts % 2 === 1;
  if (undoes || title.relands || title.reverts > 0) {
    return shorten(`${undoes ? "Rolled back" : "Back again"}: ${titleWithin(raw, told)}`);
  }
  if (isFault(title, sentence, told)) return shorten(`Fixed: ${front}${front ? sentence : faultWithin(sentence)}`);
  return shorten(front ? capitalised(`${front}${sentence}`) : capitalised(spoken(sentence)));
}

/** The same in the middle of a sentence. */
export function titleWithin(raw: string, told: ToldTitle = NOTHING): string {
  const title = wholeTitle(raw);
  const sentence = sentenceOf(title, told);
  if (!sentence) return "a change without a title";
  const whole = `${frontOf(title, told)}${sentence}`;
  return isFault(title, sentence, told) ? `the fix for “${whole}”` : whole;
}

/** Types that say that something was wrong. */
export const FIXES: ReadonlySet<string> = new Set("fix bugfix bug hotfix".split(" "));

const isFault = ({ type }: Title, sentence: string, { isFix, isReported = false }: ToldTitle): boolean =>
  (isFix || FIXES.has(type ?? "")) && (saysFault(sentence) || (isReported && saysReport(sentence)));

const DECORATED = /^\s*(?:\p{Extended_Pictographic}|:[a-z0-9_+-]{2,40}:)/iu;
const SHORTCODE = /(?:^|\s):[a-z0-9_+-]{2,40}:(?=\s|$)/gi;

const MOST_LAYERS = 4;

/** A title without what hangs on its sentence, and without what stands in front below that: `"feat: add a map" (#12)`. */
function wholeTitle(raw: string): Title {
  let title = readTitle(raw);
  const isDecorated = DECORATED.test(raw);
  for (let layer = 0; layer < MOST_LAYERS; layer += 1) {
    // Where a title begins with an emoji, `:tada:` further on is another one; elsewhere `:memory:` may be what it is about.
    const text = polished(isDecorated ? tidy(title.text.replace(SHORTCODE, " ")) : title.text);
    const below = readTitle(text);
    if (below.text === text) return { ...title, text };
    title = {
      ...title,
      type: title.type ?? below.type,
      scope: title.scope ?? below.scope,
      fronts: [...title.fronts, ...below.fronts.filter(({ name }) => !hasFront(title, name))],
      tickets: [...title.tickets, ...below.tickets],
      reverts: title.reverts + below.reverts,
      relands: title.relands || below.relands,
      text: below.text,
    };
  }
  return { ...title, text: polished(title.text) };
}

function sentenceOf({ text, scope }: Title, { area }: ToldTitle): string {
  const isLost = scope && WORK.has(scope.toLowerCase()) && !isSameName(scope, area);
  return isLost && text ? `${text} (${scope})` : text;
}

/** Scopes that say what was done: no area, but of a feature they may say what it is for. */
const WORK = new Set("docs doc ci cd test tests build lint style".split(" "));

/** What stood in front and is not told as the area: it belongs to the sentence. */
function frontOf({ fronts }: Title, told: ToldTitle): string {
  return fronts
    .filter(({ name }) => !isSameName(name, told.area))
    .map(({ written }) => `${written} `)
    .join("");
}

const namesOf = ({ fronts }: Title): string => listed(fronts.map(({ name }) => name));

function nameless({ type, tickets }: Title): string {
  if (tickets.length > 0) return `A change for ${listed([...new Set(tickets)])}`;
  const what = FIXES.has(type ?? "") ? "fix" : type?.startsWith("feat") ? "feature" : "change";
  return `A ${what} without a title`;
}

/** Only a plain word begins with a capital: `uv`, `createApp` and "npm" are names. */
function capitalised(text: string): string {
  const [first = ""] = text.split(" ");
  const isWord = /^[a-z]+(?:['’-][a-z]+)*[,:;]?$/.test(first) && !NAMES.has(first.replace(/[,:;]$/, ""));
  return isWord ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
const NAMES = new Set("npm pnpm npx yarn pip uv git cargo deno bun".split(" "));

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
