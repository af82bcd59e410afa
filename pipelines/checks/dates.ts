import type { Finding } from "../../webhooks/contract/finding.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import { absent } from "./absent.ts";
import { evidenceText, lookedAt } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { dayOffer } from "./offers/day.ts";
import { withOffered } from "./offers/offered.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";

const WEEKDAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?";
const MONTHS = "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
/** A month at the beginning, or "may", may be something else: it is told by a capital and by what stands before it. */
const SAID = [
  new RegExp(String.raw`\b${WEEKDAYS}\b`, "gi"),
  new RegExp(
    String.raw`\b(?:in|since|until|by|from|of|before|after|for|late|early|mid|this|next|last|every|\d{1,2}\.?) ${MONTHS}\b`,
    "g",
  ),
  /\b(?:yesterday|today|tonight|tomorrow|(?<!as )soon(?! as)|next (?:week|month|quarter|year|release|sprint)|last (?:week|month|quarter|year)|later this (?:week|month|year)|(?:this|next|last|the) (?:spring|summer|autumn|fall|winter)|end of the (?:week|month|quarter|year)|Q[1-4]\b|christmas|coming (?:days|weeks|months))\b/gi,
];

/** Days and times that a text names, each once. */
export function daysIn(text: string): string[] {
  return [...new Set(SAID.flatMap((pattern) => [...text.matchAll(pattern)].map(([day]) => day)))];
}

/** H8 for days: when something is, was or will be stands in the evidence, or in the window. */
export function checkDates(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part, isTitle }) => !isTitle && (part === "item" || part === "group"));
  return told.flatMap((passage) => {
    const { prs, line, part } = passage;
    const days = daysIn(passage.text);
    if (days.length === 0) return [];
    const window = facts.window ? windowText(facts.window).toLowerCase() : "";
    const known = evidenceText(prs, facts).toLowerCase();
    const month = (day: string) => day.split(" ").at(-1)?.toLowerCase() ?? "";
    const strange = days.filter(
      (day) => !known.includes(day.toLowerCase()) && !(window && window.includes(month(day)) && !/day/i.test(day)),
    );
    const [first, another] = strange;
    if (first === undefined) return [];
    const shown = strange.join(", ");
    return absent(
      found({
        check: "H8",
        severity: severityOf(passage, facts),
        message: `${passagePlace(passage, facts)} says ${shown}, which is nowhere in its evidence.`,
        fix: "Take the day out: when something was merged, the program knows.",
        about: `${prs.join(" ")} day ${shown}`,
        line,
        prs,
        part,
        looked_at: lookedAt(prs, facts),
        ...withOffered(another === undefined ? dayOffer(passage, first, facts) : undefined),
      }),
      facts,
    );
  });
}
