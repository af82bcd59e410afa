import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { peopleOf } from "../text/plan/people.ts";
import { absent } from "./absent.ts";
import { evidenceNumbers, isTold, pullsNamed } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, severityFor } from "./finding.ts";
import { isKnown, type Numeral, numeralsIn } from "./numerals.ts";
import { numberOffer } from "./offers/number.ts";
import { withOffered } from "./offers/offered.ts";
import { type Passage, passagePlace } from "./passages.ts";

/** H8: a number in an item is a number of its pull requests, or one that code can count. */
export function checkNumbers(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part, isTitle }) => (part === "item" || part === "group") && !isTitle);
  return told.flatMap((passage) => {
    const { prs, line } = passage;
    const { strays, said } = straysIn(passage, facts);
    const shown = [...new Set(strays.map((one) => one.shown.trim()))];
    const [stray, another] = strays;
    if (!stray) return [];
    const numbers = shown.join(", ");
    return absent(
      found({
        check: "H8",
        severity: severityFor(facts),
        message: `${passagePlace(passage, facts)} says ${numbers}, which is nowhere in its pull request${prs.length > 1 ? "s" : ""}.`,
        fix: `Take ${numbers} out, or use the numbers that stand there.`,
        about: `${prs.join(" ")} ${numbers}`,
        line,
        prs,
        ...withOffered(another ? undefined : numberOffer(passage, stray, said, facts)),
      }),
      facts,
    );
  });
}

/** `said`: the text that they stand in. */
function straysIn({ part, text, code, prs }: Passage, facts: CheckFacts): { strays: Numeral[]; said: string } {
  // The number in front of a group is counted anew when it is rendered.
  const plain = part === "group" ? text.replace(/^\s*\d+\s+/, "") : text;
  const said = [plain, ...code.map(loneNumbers)].join("\n").normalize("NFKC");
  const numerals = numeralsIn(said);
  if (numerals.length === 0) return { strays: [], said };
  const pulls = pullsNamed(prs, facts);
  const known = evidenceNumbers(prs, facts);
  const isCounted = counter(said, pulls, facts);
  const isFree = (one: Numeral) => facts.by === "person" && SMALLEST.has(one.shown) && !isTold(prs, facts);
  return { strays: numerals.filter((one) => !isKnown(one, known) && !isCounted(one) && !isFree(one)), said };
}

/** "between 0 and 1": a colleague may know it where a bare title does not say it. */
const SMALLEST = new Set(["0", "1"]);

/** Digits inside a name are part of it, and judged with it. */
function loneNumbers(code: string): string {
  const isNumber = (word: string) => /^\W{0,3}v?\d[\d.,]{0,40}(?:%|x|[a-z]{1,2})?\W{0,3}$/i.test(word);
  return code
    .split(/[\s=:]+/)
    .filter(isNumber)
    .join(" ");
}

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
const DATE = new RegExp(`\\d{1,2}(?:\\s?[–-]\\s?\\d{1,2})?\\.?\\s+${MONTH}|(?<![a-z])${MONTH}\\s+\\d{1,2}\\b`, "gi");

/** What stands before the number of a pull request. */
const NUMBERED = /(?:#|\bno\. |\bPR |pull request )$/i;
const MOST_NUMBERED_CHARS = "a pull request ".length;

/** Says what of a text's numbers is no claim: how many there are, who they are and when they were merged is counted. */
function counter(said: string, pulls: PullRequest[], facts: CheckFacts): (numeral: Numeral) => boolean {
  const days = [facts.window?.since, facts.window?.until, ...pulls.map(({ merged_at }) => merged_at)];
  const dates = days.flatMap((day) => (day ? [new Date(day)] : []));
  const [years, dayNumbers] = [asTexts(dates, "getUTCFullYear"), asTexts(dates, "getUTCDate")];
  const counts = pulls.length > 1 ? new Set([pulls.length, peopleOf(pulls).length].map(String)) : new Set<string>();
  const inDate = placesOf([...said.matchAll(DATE)]);
  return ({ value, shown, sort, at }) => {
    if (sort !== "plain" || shown !== value) return false;
    if (NUMBERED.test(said.slice(Math.max(0, at - MOST_NUMBERED_CHARS), at))) {
      return pulls.some(({ number }) => String(number) === value);
    }
    if (years.has(value)) return true;
    return inDate(at) ? dayNumbers.has(value) : counts.has(value);
  };
}

function asTexts(dates: readonly Date[], part: "getUTCFullYear" | "getUTCDate"): Set<string> {
  return new Set(dates.map((date) => String(date[part]())));
}

/** Whether a place lies within one of these matches, which stand in their order. Asked in that order, too. */
function placesOf(matches: readonly RegExpExecArray[]): (at: number) => boolean {
  let next = 0;
  return (at) => {
    while (next < matches.length && endOf(matches[next]) <= at) next += 1;
    return (matches[next]?.index ?? Infinity) <= at;
  };
}

function endOf(match: RegExpExecArray | undefined): number {
  return match ? match.index + match[0].length : Infinity;
}
