import type { PolicyParts } from "../../../webhooks/contract/policy.ts";
import type { ProposedChange, PolicyClass } from "../../../webhooks/contract/proposed-change.ts";
import { candidatesIn } from "./candidates.ts";
import { followed } from "./judge.ts";
import type { Learned, Leaning } from "./learned.ts";
import type { Lesson } from "./lessons.ts";
import { actFor, rethought } from "./rethink.ts";
import { placesLearned, withPlace } from "./places.ts";
import { sectionsLearned } from "./sections.ts";

/** More questions than these nobody answers. */
const MOST = 8;

/**
 * What people's choices say about the policy that is held: the fewest and simplest changes under which it would have chosen as they did.
 * Each is found under those before it, and stands for itself: whoever refuses one may accept the next.
 */
export function learnPolicy(lessons: readonly Lesson[], held: PolicyParts): Learned[] {
  const learned = rethought(held.rules ?? [], lessons);
  let now = learned.reduce<readonly Lesson[]>(learnedFrom, lessons);
  while (learned.length < MOST) {
    const found = best(now);
    if (!found) break;
    const next = withPlace(found, now, held);
    learned.push(next);
    now = learnedFrom(now, next);
  }
  const all = [...learned, ...placesLearned(now, held)];
  const placed = new Set(all.filter(({ under }) => under).flatMap(({ fits }) => fits.map(({ pr }) => pr.ref)));
  const byKind = lessons.filter(({ pr }) => !placed.has(pr.ref));
  return [...all, ...sectionsLearned(byKind, held)];
}

/** As the lessons are under one change more: what it decides is decided. */
function learnedFrom(lessons: readonly Lesson[], { fits, way, change }: Learned): Lesson[] {
  const decided = new Set(fits.map(({ pr }) => pr.ref));
  const rule = change.what === "rule" ? { rule: BY_LEARNED } : {};
  return lessons.map((one) => (decided.has(one.pr.ref) ? { ...one, ...rule, is_told: way === "tell" } : one));
}

/** No place among the rules: whatever decides first decides. */
const BY_LEARNED = 0;

const WAYS: readonly Leaning[] = ["tell", "leave_out"];

/** Each further condition has to be earned; of several that mend as much, the first and simplest. */
const COST_OF_CONDITION = 1;

function best(lessons: readonly Lesson[]): Learned | null {
  const candidates = candidatesIn(lessons);
  const found = WAYS.flatMap((way) => followed(candidates, lessons, way));
  const worth = ({ gain, when }: (typeof found)[number]) => gain - COST_OF_CONDITION * (when.length - 1);
  const [first] = found.toSorted((a, b) => worth(b) - worth(a));
  return first ? { ...first, change: changeOf(first) } : null;
}

const CLASSES: Partial<Record<string, PolicyClass>> = {
  dependency: "dependencies",
  release: "releases",
  docs: "docs",
  internal: "internal",
};

function changeOf({ when, way, fits }: Pick<Learned, "when" | "way" | "fits">): ProposedChange {
  const then = actFor(way, fits);
  const [first] = when;
  const of = when.length === 1 && first?.what === "kinds" ? CLASSES[first.values[0] ?? ""] : undefined;
  return of ? { what: "default", of, to: then } : { what: "rule", rule: { when, then, firm: "usually" } };
}
