import { isToCome } from "../../../webhooks/contract/kinds.ts";
import type { Report } from "../../../webhooks/contract/report.ts";
import { counted } from "../../words.ts";
import { peopleOf } from "../plan/people.ts";
import type { Plan } from "../plan/plan.ts";
import { firstSentence } from "./first-sentence.ts";
import { countsByKind, NOUNS, takenBack, tallyOf } from "./tally.ts";
import { listed } from "../../../base/listed.ts";

/** A text with fewer items says it all by itself. */
const MIN_ITEMS = 3;

/** What matters most, and what was counted, each pull request once; null when the items say it by themselves. */
export function writeIntro({ planned }: Plan, report: Pick<Report, "items" | "grouped">): string | null {
  const pulls = planned.filter(({ reason }) => reason !== "ignored").map(({ pr }) => pr);
  const counts = countsByKind(tallyOf(report));
  const cancelled = cancelledSentence(takenBack(pulls));
  // What was ignored may have been something.
  const isToBe = planned.some(({ kind }) => isToCome(kind));
  const isQuiet = !isToBe && counts.length === 0 && pulls.length > 0 && pulls.length === planned.length;
  if (isQuiet) return `No user-facing change was merged.${cancelled}`;
  if (report.items.length < MIN_ITEMS) return cancelled.trim() || null;
  const people = peopleOf(pulls).length;
  const by = people > 1 ? ` by ${people} people` : "";
  const rest = pulls.length - counts.reduce((sum, [, count]) => sum + count, 0);
  const parts = counts.map(([kind, count]) => counted(count, NOUNS.find(([of]) => of === kind)?.[1] ?? "change"));
  const what = listed(rest > 0 ? [...parts, `${rest} more`] : parts);
  const first = firstSentence(report.items);
  return `${first ? `${first} ` : ""}${counted(pulls.length, "pull request")}${by}: ${what}.${cancelled}`;
}

function cancelledSentence(count: number): string {
  if (count === 1) return " 1 pull request was merged, and undone again.";
  return count > 1 ? ` ${count} pull requests cancel each other out: merged, and undone again.` : "";
}
