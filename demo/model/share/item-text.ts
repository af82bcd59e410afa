import type { ItemKind } from "../task.ts";
import { capitalised, type Clause, readClause } from "../text/clause.ts";
import { shorten, wordsOf } from "../text/plain.ts";
import { isAdding, isFixing, past, third } from "../text/verbs.ts";
import type { Change } from "./change.ts";
import { detailOf } from "./detail.ts";
import { addsDetails, leadOf, saysWe, type Voice, watchOf } from "./voice.ts";

const MOST_CHARS = 200;
/** What `terse` leaves of a sentence. @see the tone's prompt: three to ten words. */
const TERSE_WORDS = 10;
const TERSE_LEAST_WORDS = 3;

export type TextLimits = { most_words: number; details: boolean };

/** What an item says: the title told again in the voice, and where there is room half a sentence of its own description. */
export function itemText({ title, kind, bodies, undone }: Change, voice: Voice, limits: TextLimits): string {
  if (!title.sentence) return nameless(kind);
  const said = mainSentence(title.sentence, {
    kind,
    voice,
    undone: undone || title.reverts % 2 === 1,
    again: title.relands,
  });
  const main = voice.tone === "terse" ? terse(said) : said;
  const detail = limits.details && addsDetails(voice) ? detailOf(bodies, title.sentence) : null;
  const watch = voice.type === "risk_review" ? watchOf(kind) : null;
  return withinWords(main, detail, watch, voice, limits);
}

/** For a title that says nothing which could be repeated. */
export function nameless(kind: ItemKind): string {
  return NAMELESS[kind];
}
const NAMELESS: Record<ItemKind, string> = {
  breaking: "A breaking change",
  security: "A security change",
  feature: "A new feature",
  improvement: "An improvement",
  performance: "A speed-up",
  fix: "A fix",
  docs: "A change to the documentation",
  internal: "A change behind the scenes",
  rolled_back: "A change was rolled back",
};

type Manner = { kind: ItemKind; voice: Voice; undone: boolean; again: boolean };

function mainSentence(sentence: string, { kind, voice, undone, again }: Manner): string {
  if (undone || kind === "rolled_back") return `Rolled back: ${sentence}`;
  const clause = readClause(sentence);
  const said = clause.form === "thing" ? thing(clause.rest, kind, voice) : told(clause, kind, voice);
  if (again) return `Back again: ${sentence}`;
  return voice.type === "release_notes" && kind === "breaking" ? `Before you update: ${uncapital(said)}` : said;
}

function thing(rest: string, kind: ItemKind, voice: Voice): string {
  const lead = leadOf(kind, voice);
  return lead ? `${lead}: ${rest}` : capitalised(rest);
}

function told(clause: Exclude<Clause, { form: "thing" }>, kind: ItemKind, voice: Voice): string {
  const we = saysWe(voice);
  const isTerse = voice.tone === "terse";
  switch (clause.form) {
    case "done":
      return done(clause, kind, voice);
    case "does":
      if (isTerse) return capitalised(`${third(clause.verb)} ${clause.rest}`);
      return we ? `We now ${clause.verb} ${clause.rest}` : `Now ${third(clause.verb)} ${clause.rest}`;
    case "stops":
      return we ? `We no longer ${clause.verb} ${clause.rest}` : `No longer ${third(clause.verb)} ${clause.rest}`;
    case "can":
      return capitalised(`${clause.who} can now ${clause.rest}`);
  }
}

/** Release notes name the thing, the others what was done to it. */
function done({ verb, rest }: { verb: string; rest: string }, kind: ItemKind, voice: Voice): string {
  const forUsers = voice.type === "release_notes" && voice.tone !== "terse";
  if (forUsers && isAdding(verb)) return `${leadOf("feature", voice)}: ${rest}`;
  if (forUsers && isFixing(verb)) return `${leadOf(kind === "security" ? kind : "fix", voice)}: ${rest}`;
  const told = rest.replace(SECOND_VERB, (_all, second: string) => ` and ${past(second)} `);
  return saysWe(voice) ? `We ${past(verb)} ${told}` : capitalised(`${past(verb)} ${told}`);
}
/** "add a notice and drop the old one" */
const SECOND_VERB = / and (add|remove|fix|drop|improve|replace|rename|introduce|deprecate) /g;

/** "New: …" and "Now …" begin like any sentence; names keep their capitals. */
function uncapital(said: string): string {
  return /^(?:Now|No|New|We|Changed|[A-Z][a-z]+ed)\b/.test(said) ? said.charAt(0).toLowerCase() + said.slice(1) : said;
}

/** Up to the first place where the sentence could end. */
function terse(said: string): string {
  if (wordsOf(said) <= TERSE_WORDS - 2) return said;
  const ends = [
    ...said.matchAll(/[,;:]\s|\s(?=(?:when|while|because|so that|where|unless|until|if|with|without|as)\s)|\s[–—]\s/g),
  ];
  const heads = ends.map(({ index }) => said.slice(0, index)).filter(isWhole);
  const head = heads.find((each) => wordsOf(each) >= TERSE_LEAST_WORDS && wordsOf(each) <= TERSE_WORDS);
  return head ?? shorten(said, { words: TERSE_WORDS, chars: MOST_CHARS });
}

function isWhole(text: string): boolean {
  return (text.match(/["“”]/g)?.length ?? 0) % 2 === 0 && text.split("(").length === text.split(")").length;
}

/** The fullest text that keeps within the task's number of words. */
function withinWords(
  main: string,
  detail: string | null,
  watch: string | null,
  { tone }: Voice,
  { most_words }: TextLimits,
): string {
  const marked = watch && (tone === "terse" ? `Watch: ${main}` : `${main} – worth watching: ${watch}`);
  const texts = [
    watch && detail && tone !== "terse" ? `${main} – ${detail}; worth watching: ${watch}` : null,
    marked,
    detail ? `${main} – ${detail}` : null,
    main,
  ];
  const fitting = texts.find((text) => text !== null && wordsOf(text) <= most_words && text.length <= MOST_CHARS);
  return fitting ?? shorten(main, { words: most_words, chars: MOST_CHARS });
}
