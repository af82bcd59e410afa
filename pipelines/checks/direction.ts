import type { Finding } from "../../webhooks/contract/finding.ts";
import { readTitle } from "../text/title.ts";
import { evidenceProse, evidenceText, lookedAt, pullsNamed, titlesOf } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { tokensOf } from "./tokens.ts";

type Pair = readonly [RegExp, RegExp];

/** Words for the two ways that a change can go. */
const PAIRS: readonly Pair[] = (
  [
    [
      "adds?|added|adding|introduc\\w+|reintroduc\\w+",
      "remov\\w+|drops?|dropped|dropping|delet\\w+|discontinu\\w+|retir\\w+",
    ],
    [
      "enabl\\w+|allow\\w*|permit\\w*|accept\\w*|grant\\w*",
      "disabl\\w+|disallow\\w*|forbid\\w*|den(?:y|ies|ied)|block(?:s|ed|ing)?|reject\\w*|refus\\w+|revok\\w+",
    ],
    [
      "increas\\w+|rais(?:e[sd]?|ing)|more|longer|larger|bigger|higher|grow\\w*",
      "decreas\\w+|reduc\\w+|lower\\w*|fewer|less|shorter|smaller|shrink\\w*|cut(?:s|ting)?",
    ],
    ["faster|quicker|sp(?:eed|ed)s?(?: up)?|accelerat\\w+", "slow(?:er|s|ed)?(?: down)?"],
    ["shows?|showing|shown|displays?", "hides?|hiding|hidden"],
    ["before", "after"],
    ["first", "last"],
    ["upgrad\\w+", "downgrad\\w+"],
    ["required?|mandatory", "optional\\w*"],
    ["opt[- ]in", "opt[- ]out"],
    ["includ\\w+", "exclud\\w+"],
    ["lock(?:s|ed|ing)?", "unlock\\w*"],
    ["minimum|min|at least", "maximum|max|at most"],
    ["ascending|oldest", "descending|newest"],
    ["public", "private"],
    ["encrypt\\w*", "decrypt\\w*"],
    ["online", "offline"],
    ["asynchronous\\w*|async", "synchronous\\w*|sync"],
    ["starts?|started|starting|begins?", "stops?|stopped|stopping|ends?"],
    ["on by default", "off by default"],
    ["succeed\\w*|success\\w*", "fail\\w*"],
    ["opens?|opened|opening", "clos(?:es?|ed|ing)"],
    ["import\\w*", "export\\w*"],
    ["upload\\w*", "download\\w*"],
    ["inbound|incoming", "outbound|outgoing"],
    ["improv\\w+|better", "worsen\\w*|worse|degrad\\w+"],
  ] as const
).map(([one, other]) => [wordly(one), wordly(other)] as const);

function wordly(words: string): RegExp {
  return new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`, "i");
}

/** "no longer", "does not", "without" */
const DENIES =
  /(?<![\w-])(?:no longer|not|never|cannot|can['’]?t|won['’]?t|isn['’]?t|aren['’]?t|doesn['’]?t|don['’]?t|didn['’]?t|without|stops?|stopped)(?![\w-])/i;
/** What a change ends or mends may be said with "no longer". */
const ENDS =
  /(?<![\w-])(?:no|not|non\w*|never|without|cannot|can['’]?t|won['’]?t|isn['’]?t|aren['’]?t|doesn['’]?t|don['’]?t|fix\w*|bug\w*|mend\w*|prevent\w*|avoid\w*|stop\w*|remov\w+|drop\w*|delet\w+|disabl\w+|disallow\w*|skip\w*|ignor\w+|fail\w*|error\w*|crash\w*|wrong\w*|broken|break\w*|miss\w*|lost|los(?:e[sd]?|ing)|leak\w*|hang\w*|stale|incorrect\w*|invalid\w*|unexpected\w*|regress\w*|instead|only|revert\w*|un\w{3,}|den(?:y|ies|ied)|den\w+|block\w*|reject\w*|refus\w+|hid\w+|reduc\w+|limit\w*|restrict\w*|deprecat\w+|cut\w*|surviv\w+|toler\w+|handl\w+|keep\w*|ensur\w+|correct\w*|restor\w+|race\w*|deadlock\w*|duplicat\w*|twice|forg(?:e|o)t\w*|silent\w*|guard\w*|exclud\w+|optional\w*|replac\w+|migrat\w+|less|fewer|faster|speed\w*|off|even|hidden|loos\w+|drain\w*|retr\w+)(?![\w-])/i;
/** What is gone, or does not work. */
const TROUBLE =
  /(?<![\w-])(?:gone|unavailable|discontinued|retired|dropped|removed|disabled|shut down|switched off|turned off|fail(?:s|ed|ing)?|break(?:s|ing)?|broke|broken|crash(?:es|ed|ing)?|hang(?:s|ing)?|los(?:es|t|ing)|leak(?:s|ed|ing)?|corrupt(?:s|ed|ing)?|impossible|worse|useless)(?![\w-])/i;
/** What is mended did not do something before. */
const MENDS = /(?<![\w-])(?:fix\w*|avoid\w*|prevent\w*|mend\w*|correct\w*|handl\w+)(?![\w-])/i;
/** A sentence that begins like that ends something. */
const STOPS = /^(?:stops?|no longer|do not|don['’]?t|does not|doesn['’]?t|never|cannot)(?![\w-])/i;
const INSTEAD = /(?<![\w-])(?:instead of|rather than|not|without)(?![\w-])/i;
/** What was so is no longer so. */
const NO_LONGER = /^(?:no longer|stop)/i;
const WAS = /(?<![\w-])(?:was|were|had|used to|did|would)(?![\w-])/i;
/** "Remove", "Do not", "No longer": a title that takes something away. */
const TAKES =
  /^(?:remov\w+|drops?|dropped|delet\w+|disabl\w+|disallow\w*|forbid\w*|den(?:y|ies)|stops?|reject\w*|refus\w+|deprecat\w+|do not|don['’]?t|never|no longer|without|no)\b/i;
const TAKEN =
  /(?<![\w-])(?:remov\w+|drop\w*|delet\w+|disabl\w+|disallow\w*|forbid\w*|forbidden|den(?:y|ies|ied)|stop\w*|reject\w*|refus\w+|deprecat\w+|not|don['’]?t|doesn['’]?t|cannot|can['’]?t|never|no|none|longer|without|gone|retir\w+|goes|discontinu\w+|end(?:s|ed)?|only|instead|ignor\w+|skip\w*|less|fewer|away|out|off|un\w{3,}|avoid\w*|prevent\w*|clean\w*|unused|once|single)(?![\w-])/i;

/** S4: an item does not say the opposite of its pull requests. */
export function checkDirection(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part, isTitle, prs }) => part === "item" && !isTitle && prs.length > 0);
  return told.flatMap((passage) => {
    const wrong = oppositeIn(passage, facts);
    if (!wrong) return [];
    const { prs, line, part } = passage;
    const message = `${passagePlace(passage, facts)} ${wrong}.`;
    const fix = "Say which way it goes in the words that stand there.";
    const severity = severityOf(passage, facts);
    return found({
      check: "S4",
      severity,
      message,
      fix,
      about: `${prs.join(" ")} ${wrong}`,
      line,
      prs,
      part,
      looked_at: lookedAt(prs, facts),
    });
  });
}

function oppositeIn(passage: Passage, facts: CheckFacts): string | null {
  const { prs } = passage;
  const pulls = pullsNamed(prs, facts);
  if (pulls.length === 0) return null;
  const said = withoutPlace(passage.text.normalize("NFKC"));
  const words = withoutPlace(passage.said.normalize("NFKC"));
  const titles = pulls.flatMap(titlesOf).map((title) => readTitle(title).text.replaceAll("`", " "));
  const whole = pulls.flatMap(titlesOf).join("\n");
  const [title, prose] = [titles.join("\n"), withoutCode(evidenceProse(prs, facts))];
  const isSame = isRetold(words, title, { ours: 0.5, theirs: 0.3 });
  for (const pair of PAIRS) {
    for (const [way, back] of [pair, pair.toReversed() as unknown as Pair]) {
      const areFirst = begins(said, way) && titles.some((one) => begins(one, back));
      if (!isSame && !areFirst) continue;
      // Whatever else a description says: where the same thing is said with the other verb, it is turned round.
      const turned = turnedBy(said, withoutCode(title), isSame && areFirst ? "" : prose, way, back);
      if (turned) return turned;
    }
  }
  const stopped = STOPS.exec(said)?.[0];
  if (
    stopped &&
    isSame &&
    !titles.some((one) => STOPS.test(one) || TAKES.test(one) || MENDS.test(one) || INSTEAD.test(one))
  )
    return `says “${stopped}”, and its title does not`;
  const moved = swappedValues(words, evidenceText(prs, facts));
  if (moved) return moved;
  const denial = DENIES.exec(said)?.[0];
  const isDenied =
    denial &&
    isSame &&
    !MENDS.test(said) &&
    !ENDS.test(whole) &&
    !says(prose, denial) &&
    !(NO_LONGER.test(denial) && WAS.test(prose));
  if (isDenied) return `says “${denial}”, and its title does not`;
  // "when the first fails": what may happen is no news.
  const trouble = TROUBLE.exec(said.split(/\b(?:when|if|while|once|where|unless|until|after)\b/i)[0] ?? "")?.[0];
  const isSound = ![said, whole].some((text) => MENDS.test(text)) && !ENDS.test(whole) && !TROUBLE.test(prose);
  if (trouble && isSame && isSound) return `says “${trouble}”, and its title does not`;
  const takes = TAKES.exec(titles[0] ?? "")?.[0];
  if (takes && pulls.length === 1 && !TAKEN.test(said) && isRetold(words, title, { ours: 0.8, theirs: 0.5 }))
    return `leaves out “${takes}”, which turns it round`;
  return null;
}

const says = (text: string, words: string): boolean => text.toLowerCase().includes(words.toLowerCase());

/** Whether its first word goes that way. */
const begins = (sentence: string, way: RegExp): boolean =>
  way.test(/^\W*[\w'’-]+(?:\s[\w'’-]+)?/.exec(sentence)?.[0] ?? "");

/** It says one way, the titles say the other, and nothing that was read says this one. */
function turnedBy(said: string, titles: string, all: string, way: RegExp, back: RegExp): string | null {
  const word = way.exec(said)?.[0];
  if (!word || back.test(said) || way.test(all)) return null;
  const theirs = back.exec(titles)?.[0];
  return theirs && !DENIES.test(said) && !DENIES.test(titles)
    ? `says “${word}” where its title says “${theirs}”`
    : null;
}

/** The same words, but perhaps for one that turns them round: so great a share of ours is theirs, and of theirs ours. */
function isRetold(said: string, titles: string, share: { ours: number; theirs: number }): boolean {
  const [ours, theirs] = [tokensOf(said), tokensOf(titles)];
  const shared = [...ours].filter((word) => theirs.has(word)).length;
  return ours.size > 0 && shared / ours.size >= share.ours && shared / theirs.size >= share.theirs;
}

const FROM_TO = /\bfrom\s+[`“"]?([\w.@/-]{1,60})[`”"]?\s+to\s+[`“"]?([\w.@/-]{1,60})/gi;

function swappedValues(said: string, evidence: string): string | null {
  const known = new Set(
    [...evidence.matchAll(FROM_TO)].map(([, from = "", to = ""]) => `${bare(from)} ${bare(to)}`.toLowerCase()),
  );
  for (const [, from = "", to = ""] of said.matchAll(FROM_TO)) {
    const pair = [bare(from), bare(to)];
    if (known.has(pair.toReversed().join(" ").toLowerCase()) && !known.has(pair.join(" ").toLowerCase())) {
      return `says from ${pair[0]} to ${pair[1]}, the wrong way round`;
    }
  }
  return null;
}

const bare = (value: string): string => value.replace(/(?<!\.)\.+$/, "");

/** An area in front is a name: "Import: …". */
const withoutPlace = (text: string): string => text.replace(/^[^:\n]{1,40}: /, "");

const withoutCode = (text: string): string => text.replace(/`[^`\n]*`/g, " ");
