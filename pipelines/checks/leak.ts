import type { Finding } from "../../webhooks/contract/finding.ts";
import { orderIn } from "../text/hostile.ts";
import { evidenceText, isInTitle } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { wordRuns } from "./word-runs.ts";

type Mark = {
  pattern: RegExp;
  /** After "The item of #12 ". */
  says: string;
  /** Also a word of the trade: in a title it is what the change is about. */
  isTrade?: boolean;
};

/** Of a line, or behind the area that an item begins with. */
const START = String.raw`^(?:[^:\r\n\u2028\u2029{}[\]]{1,40}: )?[^\S\r\n\u2028\u2029]*`;

/** What stands around an answer, or instead of one. */
const MARKS: readonly Mark[] = [
  { says: "holds a mark of the conversation", pattern: /\b(?:BEGIN|END)[-_]REPORT\b[\w-]*/i },
  {
    says: "holds a mark of the conversation",
    pattern: /<\/?(?:task|evidence|items|wishes|feedback|context)-[\w-]*>?/i,
  },
  { says: "holds a mark of the conversation", pattern: /<\|\w+\|>|\[\/?INST\]/i, isTrade: true },
  { says: "speaks of the machinery", pattern: /\btool_calls?\b|\bmcp__\w*|<\/?think(?:ing)?>/i, isTrade: true },
  { says: "speaks of the machinery", pattern: /\bsystem prompts?\b/i, isTrade: true },
  { says: "holds a code block", pattern: /(?:`{3,}|~{3,})\s*\w*/, isTrade: true },
  { says: "holds a comment of HTML", pattern: /<!--|-->/, isTrade: true },
  {
    says: "holds raw JSON",
    pattern: new RegExp(`${START}(?:[{}]|\\[\\s*[{"\\]])|"(?:items|prs|text|grouped|omitted|intro)"\\s*:`, "m"),
    isTrade: true,
  },
];

/** A writer that speaks for itself, to whoever asked. */
const CHATTER: readonly Mark[] = [
  "\\bas an? (?:AI|artificial|large language|language model)\\b",
  "\\bhere(?:['’]s| is| are) (?:the|your|a|an|my)\\b[^.\\n]{0,40}\\b(?:reports?|summary|summaries|update|digest|draft|answer|json|results?|highlights|message|release notes|change ?log)\\b",
  `${START}(?:sure|certainly|of course|absolutely)[,!]`,
  "\\bas (?:requested|instructed|you asked)\\b",
  "\\b(?:let me know if|hope this helps|happy to help)\\b",
  "\\b(?:change|reset|rotate|confirm|verify|enter|send|share) your (?:\\w{1,20} )?(?:passwords?|passcodes?|credentials?|cards?|logins?)\\b",
].map((source) => ({ says: "speaks to whoever asked", pattern: new RegExp(source, "im") }));

const FIRST_PERSON: Mark = {
  says: "speaks of its writer",
  pattern:
    /(?<![\w/])I(?:['’](?:ve|ll|m|d)| (?:have|will|would|am|was|could(?: not|n['’]t)?|can(?:not|['’]t| not)|did|do|don['’]t|need|found|see))\b/,
};

/** H13: nothing of the conversation with a model, and no word of it to anybody but the readers. */
export function checkLeaks(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const nonce: Mark[] = facts.nonce
    ? [{ says: "holds a mark of the conversation", pattern: new RegExp(facts.nonce.replace(/\W/g, "\\$&"), "i") }]
    : [];
  const marks = [...nonce, ...MARKS, ...CHATTER, FIRST_PERSON];
  const sharedIn = promptReader(facts);
  return passages.flatMap((passage) => [
    ...marks.flatMap((mark) => marked(passage, mark, facts)),
    ...ordered(passage, facts),
    ...sharedIn(passage).map((words) => leaked(passage, "repeats its instructions", words, facts)),
  ]);
}

function marked(passage: Passage, { pattern, says, isTrade }: Mark, facts: CheckFacts): Finding[] {
  const said = [passage.text, ...passage.code.map((code) => `\`${code}\``)].join("\n").normalize("NFKC");
  const words = pattern.exec(said)?.[0].trim();
  if (!words) return [];
  const finding = leaked(passage, says, words, facts);
  return [isTrade && isInTitle(words, passage.prs, facts) ? { ...finding, severity: "flag" } : finding];
}

/** Addresses, keys and calls have checks of their own. */
function ordered(passage: Passage, facts: CheckFacts): Finding[] {
  const order = passage.isTitle ? null : orderIn(passage.said);
  return order === null ? [] : [leaked(passage, "gives orders to its readers", order, facts)];
}

const MOST_SHOWN_CHARS = 60;

function leaked(passage: Passage, says: string, words: string, facts: CheckFacts): Finding {
  const shown = words.length > MOST_SHOWN_CHARS ? `${words.slice(0, MOST_SHOWN_CHARS)}…` : words;
  return found({
    check: "H13",
    severity: severityOf(passage, facts),
    message: `${passagePlace(passage, facts)} ${says}: “${shown}”.`,
    fix: "Take it out: readers want to know what changed, and nothing else.",
    about: `${passage.prs.join(" ")} ${says} ${words}`,
    line: passage.line,
    prs: passage.prs,
  });
}

const SHARED_WORDS = 8;

const instructions = new WeakMap<readonly string[], Set<string>>();

function instructionsOf({ prompts = NOTHING }: CheckFacts): Set<string> {
  const known = instructions.get(prompts) ?? new Set(prompts.flatMap((prompt) => wordRuns(prompt, SHARED_WORDS)));
  instructions.set(prompts, known);
  return known;
}
const NOTHING: string[] = [];

/** Finds the first run of words that a text shares with its instructions and not with its evidence. */
function promptReader(facts: CheckFacts): (passage: Passage) => string[] {
  const given = instructionsOf(facts);
  if (given.size === 0) return () => [];
  return ({ text, code, prs }) => {
    const shared = wordRuns([text, ...code].join(" "), SHARED_WORDS).filter((run) => given.has(run));
    if (shared.length === 0) return [];
    const own = new Set(wordRuns(evidenceText(prs, facts), SHARED_WORDS));
    return shared.filter((run) => !own.has(run)).slice(0, 1);
  };
}
