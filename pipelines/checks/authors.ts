import type { Finding } from "../../webhooks/contract/finding.ts";
import { absent } from "./absent.ts";
import { isInTitle, pullsNamed } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { windowOf } from "./attribution.ts";
import { withOffered } from "./offers/offered.ts";
import { creditOffer } from "./offers/person.ts";
import { tokensOf } from "./tokens.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";

/** Everybody in a channel, also as Slack writes it. */
const PING = /(?<![\w@.])@(?:channel|here|everyone|group)\b|<!(?!--)[^<>\s]*[^<>]*>?|<[@#][\w-]*[^<>]*>?/gi;
/** Not an address, and not a scope: `@acme/ui`, `setup@v4`. */
const MENTION = /(?<![\w@./+-])@([a-z0-9][\w-]{0,80})(?![\w-]{0,80}\/\w)/gi;

/** H7: nobody is called, and only those are named who made the change. */
export function checkAuthors(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const peopleIn = readerOf(facts);
  // Names beside a citation come from the evidence, as titles do.
  const beside = passages.filter(({ credit }) => credit).map((one) => ({ ...one, text: one.credit, isTitle: true }));
  return [
    ...[...passages, ...beside].flatMap((passage) => pings(passage, facts)),
    ...passages.flatMap((passage) => strangers(passage, [...mentionsIn(passage), ...peopleIn(passage.text)], facts)),
    ...beside.flatMap((passage) => strangers(passage, [...mentionsIn(passage), ...namesIn(passage, facts)], facts)),
  ];
}

/** Delivery takes the sting out of these; a writer that uses one was talked into it. */
function pings(passage: Passage, facts: CheckFacts): Finding[] {
  const inCode = passage.code.filter((code) => /^<[!@#]/.test(code));
  const forms = [...new Set([...passage.text.normalize("NFKC").matchAll(PING)].map(([form]) => form).concat(inCode))];
  if (forms.length === 0) return [];
  const shown = forms.map((form) => `“${form.slice(0, 40)}”`).join(", ");
  const message = `${passagePlace(passage, facts)} calls people in Slack: ${shown}.`;
  return [judged(passage, facts, message, "Take it out: an update calls nobody by itself.", forms.join(" "))];
}

function strangers(passage: Passage, named: readonly string[], facts: CheckFacts): Finding[] {
  const { part, prs } = passage;
  if ((part !== "item" && part !== "group") || prs.length === 0) return [];
  const authors = namesOf(pullsNamed(prs, facts));
  const strange = named.filter((name) => !authors.has(bare(name)));
  return [...new Set(strange)].flatMap((name) => {
    const message = `${passagePlace(passage, facts)} names ${name}, who is not one of its authors.`;
    const fix = `Take ${name} out: the program names the authors itself.`;
    const offer = creditOffer(passage, name, facts);
    const finding = { ...judged(passage, facts, message, fix, name), ...withOffered(offer) };
    return absent(isInTitle(name, prs, facts) ? { ...finding, severity: "flag" as const } : finding, facts);
  });
}

function judged(passage: Passage, facts: CheckFacts, message: string, fix: string, what: string): Finding {
  const { prs, line } = passage;
  const about = `${prs.join(" ")} ${what}`;
  return found({ check: "H7", severity: severityOf(passage, facts), message, fix, about, line, prs });
}

/** Authors and who worked with them, in small letters; bots also without their mark. */
function namesOf(pulls: CheckFacts["evidence"]): Set<string> {
  const names = pulls.flatMap(({ author, co_authors }) => [author.login, ...co_authors]).map(bare);
  return new Set(names.flatMap((name) => [name, name.replace(/\[bot\]$/, ""), ...partsOf(name)]).filter(Boolean));
}

/** "ada park" → "ada", "park" */
function partsOf(name: string): string[] {
  const parts = name.split(/\s+/);
  return parts.length > 1 ? parts.filter(({ length }) => length >= FEWEST_NAME_CHARS) : [];
}

/** Whether somebody of the window is called that, in whole or in part. */
export function isOfWindow(name: string, facts: CheckFacts): boolean {
  const known = peopleOfWindow.get(facts.evidence) ?? namesOf(facts.evidence);
  peopleOfWindow.set(facts.evidence, known);
  return known.has(bare(name));
}
const peopleOfWindow = new WeakMap<CheckFacts["evidence"], Set<string>>();

function bare(name: string): string {
  return name.toLowerCase().replace(/^@/, "").trim();
}

function mentionsIn({ text }: Passage): string[] {
  const mentions = [...text.matchAll(MENTION)].map(([mention]) => mention);
  return mentions.filter((mention) => !/^@(?:channel|here|everyone|group)$/i.test(mention));
}

/**
 * Finds whom of the window's people a text names, whatever it says of them: "by sato", "sato made it", "Ada Park's". A window may have
 * thousands of people, so a name is looked up where a word stands, and no expression holds them all.
 */
function nameReader(facts: CheckFacts): (text: string) => string[] {
  const known = namesOf(facts.evidence);
  const parts = new Set(
    facts.evidence.flatMap(({ author, co_authors }) => [author.login, ...co_authors].map(bare).flatMap(partsOf)),
  );
  const firstWords = new Map<string, string[]>();
  for (const name of known) {
    const first = wordsIn(name)[0]?.word ?? "";
    // A login that is a word of the pull requests themselves, such as "map", is that word.
    if (name.length >= FEWEST_NAME_CHARS && !isWordOfWindow(name, facts))
      firstWords.set(first, [...(firstWords.get(first) ?? []), name]);
  }
  return (text) => {
    const shown = text.normalize("NFKC");
    const lower = shown.toLowerCase();
    return wordsIn(lower).flatMap(({ word, at }) => {
      const name = (firstWords.get(word) ?? [])
        .toSorted((a, b) => b.length - a.length)
        .find((one) => lower.startsWith(one, at) && !/[\p{L}\p{N}_-]/u.test(lower.charAt(at + one.length)));
      if (!name) return [];
      const said = shown.length === lower.length ? shown.slice(at, at + name.length) : name;
      // A part of somebody's name is theirs where it is written as a name.
      return parts.has(name) && !/^\p{Lu}/u.test(said) ? [] : [said];
    });
  };
}
const FEWEST_NAME_CHARS = 3;

const readers = new WeakMap<CheckFacts["evidence"], ReturnType<typeof nameReader>>();

function readerOf(facts: CheckFacts): ReturnType<typeof nameReader> {
  const known = readers.get(facts.evidence) ?? nameReader(facts);
  readers.set(facts.evidence, known);
  return known;
}

function wordsIn(text: string): { word: string; at: number }[] {
  return [...text.matchAll(/[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*/gu)].map(({ 0: word, index: at }) => ({ word, at }));
}

/** Whether titles of other people use it as a word. */
function isWordOfWindow(name: string, facts: CheckFacts): boolean {
  return !/[\s\d_-]/.test(name) && [...tokensOf(name)].every((token) => windowOf(facts).countInTitles(token) > 1);
}

/** People of the window who stand beside the citations. */
function namesIn({ text, prs }: Passage, facts: CheckFacts): string[] {
  const everybody = namesOf(facts.evidence);
  // A name may hold what stands between names.
  const own = [...namesOf(pullsNamed(prs, facts))].filter((name) => /[,;]/.test(name));
  const rest = own.reduce((left, name) => left.replaceAll(name, ""), text.toLowerCase());
  return rest
    .split(/[,;]/)
    .map(bare)
    .filter((name) => everybody.has(name));
}
