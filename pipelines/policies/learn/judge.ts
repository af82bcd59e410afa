import type { Candidate } from "./candidate.ts";
import { byChance, surelyAtLeast } from "./chance.ts";
import type { Learned, Leaning } from "./learned.ts";
import type { Lesson } from "./lessons.ts";

/**
 * How sure a proposal has to be. `share`: of what people did so; `surely`: the least that this share is with 95 %; `moved`: the same of
 * those alone that would move. They are often of another sort than the rest: what touches `docs/` is mostly a change of the product.
 * Whoever is told too much takes a line out, and knows; what is left out wrongly nobody misses, so leaving out asks for more.
 */
const BARS = {
  tell: { share: 0.6, surely: 0.5, moved: 0.4 },
  leave_out: { share: 0.8, surely: 0.6, moved: 0.3 },
} as const;

/** A pull request told too much costs less than one that is missing. */
const WEIGHT = { tell: 1, leave_out: 2 } as const;

/** What happened in one window may be an accident; what changes one pull request is no rule. */
const FEWEST_WINDOWS = 2;
const FEWEST_MENDED = 2;

/**
 * Of a thousand folders some look like a rule by chance: so many rules of one sort are accepted to come about like that, where people
 * choose without any.
 */
const MOST_ACCIDENTS = 0.2;

/** `gain`: those it would move as people did, less those it would move against them. */
type Judged = Omit<Learned, "change"> & { gain: number };

/** Of all candidates those that people clearly followed, in several windows, and also with what would move. */
export function followed(candidates: readonly Candidate[], lessons: readonly Lesson[], way: Leaning): Judged[] {
  const mayMove = lessons.filter(({ rule, must, is_told }) => {
    return rule === null && is_told !== (way === "tell") && !(must && way === "leave_out");
  });
  const looked = candidates.flatMap((candidate) => look(candidate, way) ?? []);
  const sorts = Map.groupBy(looked, ({ candidate }) => candidate.sort);
  const sizes = new Map([...sorts].map(([sort, of]) => [sort, new Set(of.map(({ moved }) => namesOf(moved))).size]));
  return looked.flatMap((one) => {
    const { candidate, fits, moved, mended } = one;
    if (!isFollowed(one, way)) return [];
    const others = mayMove.length - moved.length;
    const elsewhere = mayMove.filter(agrees(way)).length - mended.length;
    const chance = byChance(mended.length, moved.length, (elsewhere + 1) / (others + 5));
    if (chance * (sizes.get(candidate.sort) ?? 1) > MOST_ACCIDENTS) return [];
    const gain = mended.length - WEIGHT[way] * (moved.length - mended.length);
    return gain > 0 ? [{ when: candidate.when, way, fits, agree: fits.filter(agrees(way)).length, moved, gain }] : [];
  });
}

type Looked = { candidate: Candidate; fits: Lesson[]; moved: Lesson[]; mended: Lesson[] };

function look(candidate: Candidate, way: Leaning): Looked | null {
  const fits = candidate.lessons.filter(({ rule, must }) => rule === null && !(must && way === "leave_out"));
  const moved = fits.filter(({ is_told }) => is_told !== (way === "tell"));
  return moved.length < FEWEST_MENDED ? null : { candidate, fits, moved, mended: moved.filter(agrees(way)) };
}

const namesOf = (lessons: readonly Lesson[]): string => lessons.map(({ pr }) => pr.ref).join();

function isFollowed({ candidate, fits, moved, mended }: Looked, way: Leaning): boolean {
  const bars = BARS[way];
  if (!isClear(fits, way) || mended.length < FEWEST_MENDED + candidate.when.length - 1) return false;
  if (share(moved, way) < bars.share || surelyAtLeast(mended.length, moved.length) < bars.moved) return false;
  if (new Set(mended.map(({ window }) => window)).size < FEWEST_WINDOWS) return false;
  const windows = [...new Set(fits.map(({ window }) => window))];
  return windows.every((left) => share(without(fits, left), way) >= bars.share);
}

/** Whether so many of so many can hardly be chance. */
export function isClear(lessons: readonly Lesson[], way: Leaning): boolean {
  const agree = lessons.filter(agrees(way)).length;
  return share(lessons, way) >= BARS[way].share && surelyAtLeast(agree, lessons.length) >= BARS[way].surely;
}

const agrees = (way: Leaning) => (lesson: Lesson) => lesson.told === (way === "tell");

/** 0 of none. */
const share = (lessons: readonly Lesson[], way: Leaning): number =>
  lessons.filter(agrees(way)).length / Math.max(1, lessons.length);

const without = (lessons: readonly Lesson[], left: number): Lesson[] => lessons.filter(({ window }) => window !== left);
