import { peopleOf } from "../plan/people.ts";
import type { Plan } from "../plan/plan.ts";
import type { Item, ItemKind } from "../../../webhooks/contract/report.ts";
import { counted, listed } from "../../words.ts";

const NOUNS: [ItemKind, string][] = [
  ["breaking", "breaking change"],
  ["security", "security fix"],
  ["feature", "new feature"],
  ["improvement", "improvement"],
  ["performance", "speed-up"],
  ["fix", "fix"],
];

/** A text with fewer items says it all by itself. */
const MIN_ITEMS = 3;

/** What was counted, in one or two sentences; null when the items say it by themselves. */
export function writeIntro({ planned }: Plan, items: readonly Item[]): string | null {
  if (items.length === 0 && planned.length > 0) return `No user-facing change was merged.${cancelledSentence(planned)}`;
  if (items.length < MIN_ITEMS) return cancelledSentence(planned).trim() || null;
  const pulls = planned.filter(({ reason }) => reason !== "ignored").map(({ pr }) => pr);
  const people = peopleOf(pulls);
  const by = people.length > 1 ? ` by ${people.length} people` : "";
  const parts = NOUNS.flatMap(([kind, noun]) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count > 0 ? [counted(count, noun)] : [];
  });
  const what = parts.length > 0 ? `: ${listed(parts)}` : "";
  return `${counted(pulls.length, "pull request")}${by}${what}.${cancelledSentence(planned)}`;
}

function cancelledSentence(planned: Plan["planned"]): string {
  const count = planned.filter(({ disposition }) => disposition === "cancelled").length;
  return count > 0 ? ` ${count} pull requests cancel each other out: merged, and undone again.` : "";
}
