import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { peopleOf } from "../report/plan/people.ts";
import { evidenceText, pullsOf } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found, severityFor } from "./finding.ts";
import { isKnown, knownNumbers, type Numeral, numeralsIn } from "./numerals.ts";
import { type Passage, placeOf } from "./passages.ts";

/** H8: a number in an item is a number of its pull requests, or one that code can count. */
export function checkNumbers(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part, isTitle }) => (part === "item" || part === "group") && !isTitle);
  return told.flatMap((passage) => {
    const { prs, line } = passage;
    const strays = straysIn(passage, facts);
    if (strays.length === 0) return [];
    const numbers = strays.join(", ");
    return found({
      check: "H8",
      severity: severityFor(facts),
      message: `${placeOf(passage, facts)} says ${numbers}, which is nowhere in its pull request${prs.length > 1 ? "s" : ""}.`,
      fix: `Take ${numbers} out, or use the numbers that stand there.`,
      about: `${prs.join(" ")} ${numbers}`,
      line,
      prs,
    });
  });
}

function straysIn({ part, text, code, prs }: Passage, facts: CheckFacts): string[] {
  // The number in front of a group is counted anew when it is rendered.
  const said = [part === "group" ? text.replace(/^\s*\d+\s+/, "") : text, ...code].join("\n").normalize("NFKC");
  const numerals = numeralsIn(said);
  if (numerals.length === 0) return [];
  const pulls = pullsOf(prs, facts);
  const known = knownNumbers(evidenceText(prs, facts));
  const strays = numerals.filter((one) => !isKnown(one, known) && !isCounted(one, said, pulls, facts));
  return [...new Set(strays.map(({ shown }) => shown.trim()))];
}

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
const DATE = new RegExp(`\\d{1,2}(?:\\s?[–-]\\s?\\d{1,2})?\\.?\\s+${MONTH}|(?<![a-z])${MONTH}\\s+\\d{1,2}\\b`, "gi");

/** How many there are, who they are and when they were merged is counted, not claimed. */
function isCounted({ value, shown, sort, at }: Numeral, said: string, pulls: PullRequest[], facts: CheckFacts) {
  if (sort !== "plain" || shown !== value) return false;
  if (/(?:#|\bno\. |\bPR |pull request )$/i.test(said.slice(0, at))) {
    return pulls.some(({ number }) => String(number) === value);
  }
  const days = [facts.timeframe?.since, facts.timeframe?.until, ...pulls.map(({ merged_at }) => merged_at)];
  const dates = days.flatMap((day) => (day ? [new Date(day)] : []));
  if (dates.some((day) => String(day.getUTCFullYear()) === value)) return true;
  if ([...said.matchAll(DATE)].some(({ 0: date, index }) => index <= at && at < index + date.length)) {
    return dates.some((day) => String(day.getUTCDate()) === value);
  }
  return pulls.length > 1 && [pulls.length, peopleOf(pulls).length].some((count) => String(count) === value);
}
