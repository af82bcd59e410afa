import { listed } from "../../../base/listed.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import type { PolicyParts } from "../../../webhooks/contract/policy.ts";
import { changeText } from "../../../webhooks/contract/proposed-change-text.ts";
import type { PolicyProposal } from "../../../webhooks/contract/policy-proposals.ts";
import { changesThat } from "./because.ts";
import { learnPolicy } from "./learn.ts";
import type { Learned } from "./learned.ts";
import type { Lesson } from "./lessons.ts";

/** So many of each are named; the numbers count all. */
const MOST_SHOWN = 30;

/** What was learned, as questions to a person; each with what people did. */
export function proposalsFrom(lessons: readonly Lesson[], held: PolicyParts): PolicyProposal[] {
  return learnPolicy(lessons, held).map((one) => {
    const { change, fits, agree, moved } = one;
    return {
      key: digestOf(change).slice(0, 16),
      change,
      text: changeText(change),
      because: becauseOf(one),
      evidence: {
        fits: fits.length,
        windows: new Set(fits.map(({ window }) => window)).size,
        agree,
        told: shownOf(fits.filter(({ told }) => told)),
        not_told: shownOf(fits.filter(({ told }) => !told)),
      },
      moves: moved.length,
      moved: shownOf(moved),
    };
  });
}

/** "You announced 47 of 51 dependency updates." */
function becauseOf({ change, when, way, fits, agree }: Learned): string {
  const of = `${agree} of ${fits.length}`;
  if (change.what === "sections") {
    const names = listed(change.sections.map(({ name }) => `“${name}”`));
    return `You put ${of} under ${names}, each with its kind.`;
  }
  return `You ${way === "tell" ? "announced" : "left out"} ${of} ${changesThat(when)}.`;
}

const shownOf = (lessons: readonly Lesson[]) =>
  lessons
    .map(({ pr }) => pr)
    .toSorted((a, b) => Date.parse(b.merged_at ?? "") - Date.parse(a.merged_at ?? ""))
    .slice(0, MOST_SHOWN)
    .map(({ ref: pr, title, url }) => ({ pr, title, url }));
