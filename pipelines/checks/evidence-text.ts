import { z } from "zod";
import { listed } from "../../base/listed.ts";
import { readJson } from "../../base/bounded-json.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { hasEntities, otherReading } from "../text/entities.ts";
import { pathRole } from "../text/paths.ts";
import { readTitle } from "../text/title.ts";
import type { CheckFacts } from "./facts.ts";
import { type KnownNumbers, knownNumbers } from "./numerals.ts";
import { knownWords, type KnownWords, tokensOf } from "./tokens.ts";

const places = new WeakMap<readonly PullRequest[], Map<string, number>>();

/** In the order of the evidence, each once. */
export function pullsNamed(prs: readonly string[], { evidence }: CheckFacts): PullRequest[] {
  const place = places.get(evidence) ?? new Map(evidence.map(({ ref }, index) => [ref, index]));
  places.set(evidence, place);
  const cited = [...new Set(prs)].flatMap((ref) => place.get(ref) ?? []);
  return cited.sort((a, b) => a - b).flatMap((index) => evidence[index] ?? []);
}

/** Everything that was read of these pull requests, what a writer looked up included. */
export function evidenceText(prs: readonly string[], facts: CheckFacts): string {
  return readings(prs, facts)
    .map(({ text }) => text)
    .join("\n");
}

/** What people wrote of them in sentences: titles, descriptions and release notes, without names and paths. */
export function evidenceProse(prs: readonly string[], facts: CheckFacts): string {
  return readings(prs, facts)
    .map(({ prose }) => prose)
    .join("\n");
}

/** The numbers of each of these pull requests. */
export function evidenceNumbers(prs: readonly string[], facts: CheckFacts): KnownNumbers[] {
  return readings(prs, facts).map((reading) => (reading.numbers ??= knownNumbers(reading.text)));
}

/** The telling words of each of these pull requests, those of their paths and of what they plainly are included. */
export function evidenceWords(prs: readonly string[], facts: CheckFacts): KnownWords[] {
  return readings(prs, facts).map(
    (reading) => (reading.words ??= knownWords(tokensOf(reading.text + reading.plainly))),
  );
}

/**
 * Whether there is more of them than a title and names of files. Of a change that its author says nothing else about, a colleague may know
 * what the evidence does not.
 */
export function isTold(prs: readonly string[], facts: CheckFacts): boolean {
  return readings(prs, facts).some(({ told }) => told >= FEWEST_TOLD_CHARS);
}
const FEWEST_TOLD_CHARS = 120;

/** What was held against the words, for people: "the titles and descriptions of #1 and #2". */
export function lookedAt(prs: readonly string[], facts: CheckFacts): string {
  const pulls = pullsNamed(prs, facts);
  const files = pulls.reduce((sum, pull) => sum + (pull.files?.length ?? 0), 0);
  const parts = [
    pulls.length > 1 ? "titles" : "title",
    ...(pulls.some(({ body }) => body) ? [pulls.length > 1 ? "descriptions" : "description"] : []),
    ...(pulls.some(({ closes }) => closes?.length) ? ["closed issues"] : []),
    ...(pulls.some(({ entries }) => entries?.some(({ text }) => text)) ? ["release notes"] : []),
    ...(files > 0 ? [files === 1 ? "1 path" : `${files} paths`] : []),
    ...(prs.some((pr) => facts.read?.[pr]) ? ["what was looked up"] : []),
  ];
  const cut = pulls.some(({ doubts }) => doubts) ? ", which may have lost text" : "";
  return listed(parts) + cut;
}

type Reading = {
  text: string;
  prose: string;
  /** Paths, and words for what it plainly is. */
  plainly: string;
  /** Characters that say more than its title does. */
  told: number;
  numbers?: KnownNumbers;
  words?: KnownWords;
};

const readings = eachOnce(readingOf);

type Known<Made> = WeakMap<readonly PullRequest[], { read: CheckFacts["read"]; byRef: Map<string, Made> }>;

/** Thousands of lines may cite the same pull request, text after text: what is made of it is made once for all of them. */
export function eachOnce<Made>(make: (pull: PullRequest, facts: CheckFacts) => Made) {
  const known: Known<Made> = new WeakMap();
  return (prs: readonly string[], facts: CheckFacts): Made[] => {
    const { evidence, read } = facts;
    let kept = known.get(evidence);
    if (!kept || kept.read !== read) known.set(evidence, (kept = { read, byRef: new Map() }));
    const { byRef } = kept;
    return pullsNamed(prs, facts).map((pull) => {
      const made = byRef.get(pull.ref) ?? make(pull, facts);
      byRef.set(pull.ref, made);
      return made;
    });
  };
}

function readingOf(pull: PullRequest, facts: CheckFacts): Reading {
  const { ref, body, labels, author, co_authors, entries = [], files = [] } = pull;
  const entryTexts = entries.flatMap(({ text }) => text ?? []);
  const read = looked(facts.read?.[ref] ?? "");
  const paths = files.map(({ path }) => path);
  const prose = bothReadings(pull, [...titlesOf(pull), body, ...entryTexts]);
  const said = [...prose, ...labels, author.login, ...co_authors, read, ...paths];
  const told = [body, ...entryTexts, read].reduce((sum, { length }) => sum + length, 0);
  const [text, sentences] = [said, prose].map((parts) => parts.join("\n").normalize("NFKC"));
  return { text: text ?? "", prose: sentences ?? "", plainly: `\n${plainlyOf(pull, paths)}`, told };
}

/** Signs of HTML in what a server rewrote may be characters, or themselves: whoever writes either is right. */
function bothReadings({ doubts }: PullRequest, texts: readonly string[]): string[] {
  return doubts ? texts.flatMap((text) => (hasEntities(text) ? [text, otherReading(text)] : [text])) : [...texts];
}

/** What tools answered, a line of JSON each: only what somebody wrote. Numbers, dates and places of lines count something else. */
function looked(content: string): string {
  return content.split("\n").map(saidIn).join("\n");
}

const WRITTEN = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  labels: z.array(z.string()).optional(),
  files: z.string().optional(),
  diff: z.string().optional(),
});

function saidIn(line: string): string {
  const read = WRITTEN.safeParse(line.startsWith("{") ? jsonOf(line) : undefined);
  if (!read.success) return withoutPlaces(line);
  const { title = "", body = "", labels = [], files = "", diff = "" } = read.data;
  return [title, body, ...labels, withoutPlaces(files), withoutPlaces(diff)].join("\n");
}

function jsonOf(line: string): unknown {
  const read = readJson(line, { depth: 8, values: 1_000, members: 100 });
  return read.ok ? read.value : undefined;
}

function withoutPlaces(text: string): string {
  return text
    .replace(/@@ -\d{1,9}(?:,\d{1,9})? \+\d{1,9}(?:,\d{1,9})? @@/g, "@@")
    .replace(/ \+\d{1,9} -\d{1,9}$/gm, "");
}

/** A newer version of something is a dependency, also where nobody says so; paths say what is documentation and what a test. */
function plainlyOf({ author, title }: PullRequest, paths: readonly string[]): string {
  const roles = new Set(paths.map(pathRole));
  return [
    ...(author.kind === "dependency_bot" || /^(?:bump|upgrade|update)s?\b/i.test(readTitle(title).text)
      ? ["dependency version"]
      : []),
    ...(roles.has("docs") ? ["documentation docs guide"] : []),
    ...(roles.has("test") ? ["tests"] : []),
  ].join(" ");
}

/** Titles are what the rules writer repeats: a word from there may be a name of the product. */
export function isInTitle(piece: string, prs: readonly string[], facts: CheckFacts): boolean {
  const wanted = piece.toLowerCase();
  return pullsNamed(prs, facts)
    .flatMap(titlesOf)
    .some((title) => title.toLowerCase().includes(wanted));
}

/** Its own, and those of what it took out, brought back or closed. */
export const titlesOf = ({ title, fate, closes = [] }: PullRequest): string[] => [
  title,
  ...(fate?.of ?? []).map((other) => other.title),
  ...closes.map((issue) => issue.title),
];
