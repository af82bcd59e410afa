import { listed } from "../../../base/listed.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import type { PolicyParts } from "../../../webhooks/contract/policy.ts";
import { changeText } from "../../../webhooks/contract/proposed-change-text.ts";
import type { PolicyProposal } from "../../../webhooks/contract/policy-proposals.ts";
import { changesThat } from "./because.ts";
import { learnPolicy } from "./learn.ts";
import type { Learned } from "./learned.ts";
import { isUnder } from "./place-judge.ts";
import type { Lesson } from "./lessons.ts";

/** So many of each are named; the numbers count all. */
const MOST_SHOWN = 30;

/** What was learned, as questions to a person; each with what people did. */
export function proposalsFrom(lessons: readonly Lesson[], held: PolicyParts): PolicyProposal[] {
  return learnPolicy(lessons, held).map((one) => {
    const { change, fits, agree, moved, under } = one;
    const told = fits.filter((lesson) => lesson.told);
    return {
      key: digestOf(change).slice(0, 16),
      change,
      text: changeText(change),
      because: becauseOf(one),
      evidence: {
        fits: fits.length,
        windows: new Set(fits.map(({ window }) => window)).size,
        agree,
        told: shownOf(told),
        not_told: shownOf(fits.filter((lesson) => !lesson.told)),
        elsewhere: under ? shownOf(told.filter((lesson) => !isUnder(under.name)(lesson))) : [],
      },
      moves: moved.length,
      moved: shownOf(moved),
    };
  });
}

/** "You announced 47 of 51 dependency updates." */
function becauseOf({ change, when, way, fits, agree, under }: Learned): string {
  const of = `${agree} of ${fits.length}`;
  if (change.what === "sections") {
    const names = listed(change.sections.map(({ name }) => `“${name}”`));
    return `You put ${of} under ${names}, each with its kind.`;
  }
  if (under && under.of_told === undefined) return `You put ${of} ${changesThat(when)} under “${under.name}”.`;
  const where = under ? `, ${under.of_told} of them under “${under.name}”` : "";
  return `You ${way === "tell" ? "announced" : "left out"} ${of} ${changesThat(when)}${where}.`;
}

const shownOf = (lessons: readonly Lesson[]) =>
  lessons
    .map(({ pr }) => pr)
    .toSorted((a, b) => Date.parse(b.merged_at ?? "") - Date.parse(a.merged_at ?? ""))
    .slice(0, MOST_SHOWN)
    .map(({ ref: pr, title, url }) => ({ pr, title, url }));
