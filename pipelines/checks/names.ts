import type { Finding } from "../../webhooks/contract/finding.ts";
import { absent } from "./absent.ts";
import { windowOf } from "./attribution.ts";
import { isOfWindow } from "./authors.ts";
import { evidenceWords, isTold, lookedAt } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { withOffered } from "./offers/offered.ts";
import { nameOffer } from "./offers/person.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { isKnownWord, knownWords, type KnownWords, tokensOf } from "./tokens.ts";

/** A word with a capital and small letters behind it, as names are written. */
const WORD = /[\p{L}][\p{L}\p{M}'’-]*/gu;
const IS_CAPITALISED = /^\p{Lu}\p{Ll}[\p{Ll}\p{M}'’-]*$/u;
/** What stands before a word where a sentence, or something like one, begins. */
const BEGINS = /(?:^|[.!?:;…“"(\u2013\u2014•*|]|\s-)\s*$/u;
/** Behind the subject of a sentence: what somebody did. */
const DID =
  /^(?:\p{Ll}{2,20}ed|made|built|rebuilt|wrote|rewrote|gave|found|led|took|brought|ran|cut|put|got|sped|did|broke|chose|drew|set|sent|went|fixes|adds|makes)$/u;
/** Behind these stands who did it. */
const THANKED =
  /(?<![\p{L}\p{N}])(?:thanks(?: go)?(?: a lot)? to|thanks,?|thank you,?|kudos to|props to|hats? off to|shout-?out to|courtesy of|credits? (?:to|goes to)|contributed by|reported by|with help from|praise for|applause for)\s+(?!an?\b|the\b|its?\b|our\b|your\b)(\p{L}[\p{L}\p{M}\p{N}_'’-]{1,38})/giu;
/** "by" has other objects, too: a name has a capital, or ends what is said. */
const BY =
  /(?<![\p{L}\p{N}])by\s+(\p{Lu}\p{Ll}[\p{L}\p{M}\p{N}_'’-]{1,38}|\p{Ll}[\p{L}\p{M}\p{N}_-]{2,38}(?=\s*(?:[.,;!?)]|$)))/gu;
/** How something happens, and no person. */
const HOWS = new Set(
  "default hand name itself themselves far accident design mistake now then themself all both others everyone everybody".split(
    " ",
  ),
);

/** "Linus Torvalds approved this": a title that begins like that tells of somebody. */
const SOMEBODY = /^(?:[^:\n]{1,40}: )?(\p{Lu}\p{Ll}{1,20} \p{Lu}\p{Ll}{1,20}) (\p{Ll}{2,20})(?=\s)/u;

/** H7, for names that nobody of the window has: what an item calls by a name stands in its pull requests. */
export function checkNames(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part }) => part === "item" || part === "group");
  return told.flatMap((passage) => {
    const { prs, line, part, text } = passage;
    if (passage.isTitle && !tellsOfSomebody(text)) return [];
    // A colleague may call things by names that a bare title does not say.
    const mayBeAnything = facts.by === "person" && !isTold(prs, facts);
    const known = passage.isTitle ? [NOBODYS] : evidenceWords(prs, facts);
    const names = strangersIn(text, { known, mayBeAnything, facts });
    const [first, another] = names;
    if (first === undefined) return [];
    const shown = names.join(", ");
    const message = `${passagePlace(passage, facts)} names ${shown}, which is nowhere in its pull request${prs.length > 1 ? "s" : ""}.`;
    const severity = severityOf(passage, facts);
    const about = `${prs.join(" ")} ${shown}`;
    const place = { line, prs, part, looked_at: lookedAt(prs, facts) };
    const offer = another === undefined ? nameOffer(passage, first, facts) : undefined;
    return absent(found({ check: "H7", severity, message, fix: FIX, about, ...place, ...withOffered(offer) }), facts);
  });
}
const NOBODYS = knownWords(new Set());

function tellsOfSomebody(text: string): boolean {
  const [, , did = ""] = SOMEBODY.exec(text) ?? [];
  return DID.test(did);
}

const FIX =
  "Take the name out: the program names the authors itself, and products are called as they are called there.";

type Seen = { word: string; begins: boolean; end: string };

const MOST_NAMES = 12;

type Among = {
  /** Whose words are no strangers. */
  known: readonly KnownWords[];
  /** A single name in the middle of a sentence may be a product's. */
  mayBeAnything: boolean;
  facts: CheckFacts;
};

/** Names in a text that stand nowhere in what it is about: two together, one inside a sentence, its subject, or who is thanked. */
export function strangersIn(text: string, { known, mayBeAnything, facts }: Among): string[] {
  if (known.length === 0) return [];
  const plain = text.normalize("NFKC");
  const isStrange = (word: string) => !isKnownName(word, known, facts);
  const words = [...plain.matchAll(WORD)].map(({ 0: word, index: at }): Seen => {
    return {
      word,
      begins: BEGINS.test(plain.slice(Math.max(0, at - 3), at)),
      end: plain.slice(at + word.length, at + word.length + 2),
    };
  });
  const capitalised = words.map(({ word }) => IS_CAPITALISED.test(word) && isStrange(word));
  /** Only a blank between this one and the next. */
  const goesOn = words.map(({ end }) => /^\s\p{L}/u.test(end));
  const isName = words.map(({ word, begins }, index) => {
    // "torvalds rebuilt it": who did it is somebody, however they write themselves.
    const isSubject = begins && word.length > 2 && DID.test(words[index + 1]?.word ?? "");
    if (!capitalised[index]) return isSubject && index === 0 && /^\p{Ll}/u.test(word) && isStrange(word);
    if ((capitalised[index + 1] && goesOn[index]) || (capitalised[index - 1] && goesOn[index - 1])) return true;
    return begins ? isSubject : !mayBeAnything;
  });
  const names: string[] = [];
  for (const [index, { word }] of words.entries()) {
    if (!isName[index]) continue;
    // "Linus Torvalds" is one name.
    if (isName[index - 1] && goesOn[index - 1]) names.push(`${names.pop()} ${word}`);
    else names.push(word);
  }
  const credited = [...plain.matchAll(THANKED), ...plain.matchAll(BY)].flatMap(([, name = ""]) =>
    isStrange(name) && !HOWS.has(name) && !/ing$/.test(name) ? [name] : [],
  );
  const told = new Set(names.flatMap((name) => name.split(" ")));
  return [...new Set([...names, ...credited.filter((name) => !told.has(name))])].slice(0, MOST_NAMES);
}

function isKnownName(word: string, known: readonly KnownWords[], facts: CheckFacts): boolean {
  // Whether they made it, the authors' own check says.
  if (isOfWindow(word, facts)) return true;
  const tokens = [...tokensOf(word)];
  // Small words and verbs of change are no names; weekdays and months are dates.
  return tokens.every(
    (token) =>
      known.some((words) => isKnownWord(token, words)) || windowOf(facts).countOf(token) >= MANY || DAYS.has(token),
  );
}
const MANY = 3;
const DAYS = tokensOf(
  "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december",
);
