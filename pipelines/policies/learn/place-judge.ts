import { type Candidate, FEWEST_ALIKE } from "./candidate.ts";
import { byChance, surelyAtLeast } from "./chance.ts";
import type { Lesson } from "./lessons.ts";

/**
 * How sure a rule has to be that says where something stands. `share`, `surely`: of all that people told of it, so many stood there, and
 * with 95 % at least; the same of those alone that would move. `told`: of what it would tell anew, people told so many.
 */
const BARS = { share: 0.75, surely: 0.5, told: 0.6 } as const;

const FEWEST_WINDOWS = 2;
const FEWEST_MENDED = 2;

/**
 * So many rules, of all that were looked at, are accepted to come about where people put things anywhere. Fewer than of rules that tell or
 * leave out: nobody misses a heading that is not asked about.
 */
const MOST_ACCIDENTS = 0.01;

/** What people put under one heading. */
export type Placing = {
  candidate: Candidate;
  name: string;
  /** Of which is known where they stood. */
  fits: Lesson[];
  agree: number;
  moved: Lesson[];
  /** Those that it would put where people did, less those that it would not. */
  gain: number;
};

/** Under which heading something stands without the rule that is looked for. */
export type StandsNow = (lesson: Lesson) => string;

/** Of all candidates and headings those that go together clearly, in several windows, and hardly by chance. */
export function placedClearly(
  candidates: readonly Candidate[],
  lessons: readonly Lesson[],
  standsNow: StandsNow,
): Placing[] {
  const names = namesIn(lessons, standsNow);
  return names.flatMap((name) => {
    const movable = lessons.filter((lesson) => isPlaced(lesson) && !isSame(standsNow(lesson), name));
    const there = movable.filter(isUnder(name)).length;
    const looked = candidates.flatMap((candidate) => look(candidate, { name, standsNow }) ?? []);
    const tried = names.length * new Set(looked.map(({ moved }) => moved.map(({ pr }) => pr.ref).join())).size;
    return looked.filter((one) => {
      if (!isClear(one)) return false;
      const [moved, mended] = [one.moved.filter(isPlaced).length, one.moved.filter(isUnder(name)).length];
      const elsewhere = (there - mended + 1) / (movable.length - moved + 5);
      return byChance(mended, moved, elsewhere) * tried <= MOST_ACCIDENTS;
    });
  });
}

/** Headings under which people put what stands elsewhere, as most of them are spelled. */
function namesIn(lessons: readonly Lesson[], standsNow: StandsNow): string[] {
  const moved = lessons.filter((lesson) => isPlaced(lesson) && !isUnder(standsNow(lesson))(lesson));
  const spelled = Map.groupBy(moved, ({ section }) => section?.toLowerCase() ?? "");
  return [...spelled.values()].flatMap((all) => {
    if (all.length < FEWEST_MENDED) return [];
    const [first] = [...Map.groupBy(all, ({ section }) => section ?? "")].toSorted(
      ([, a], [, b]) => b.length - a.length,
    );
    return first ? [first[0]] : [];
  });
}

function look(candidate: Candidate, at: { name: string; standsNow: StandsNow }): Placing | null {
  const { name, standsNow } = at;
  const fits = candidate.lessons.filter(isPlaced);
  const agree = fits.filter(isUnder(name)).length;
  const moved = candidate.lessons.filter((lesson) => {
    return lesson.told ? isPlaced(lesson) && !(lesson.is_told && isSame(standsNow(lesson), name)) : !lesson.is_told;
  });
  if (fits.length < FEWEST_ALIKE || moved.length < FEWEST_MENDED) return null;
  const mended = moved.filter(isUnder(name)).length;
  return { candidate, name, fits, agree, moved, gain: mended - (moved.length - mended) };
}

function isClear({ candidate, name, fits, moved, gain }: Placing): boolean {
  const mended = moved.filter(isUnder(name));
  if (mended.length < FEWEST_MENDED + candidate.when.length - 1) return false;
  if (gain <= 0 || !isMost(fits, name) || !isMost(moved, name)) return false;
  const anew = moved.filter(({ is_told }) => !is_told);
  if (anew.filter(({ told }) => told).length < BARS.told * anew.length) return false;
  if (new Set(mended.map(({ window }) => window)).size < FEWEST_WINDOWS) return false;
  const windows = [...new Set(fits.map(({ window }) => window))];
  return windows.every(
    (left) =>
      shareUnder(
        fits.filter(({ window }) => window !== left),
        name,
      ) >= BARS.share,
  );
}

function isMost(lessons: readonly Lesson[], name: string): boolean {
  const under = lessons.filter(isUnder(name)).length;
  return shareUnder(lessons, name) >= BARS.share && surelyAtLeast(under, lessons.length) >= BARS.surely;
}

const shareUnder = (lessons: readonly Lesson[], name: string): number =>
  lessons.filter(isUnder(name)).length / Math.max(1, lessons.length);

/** Told, and it is known under which heading. */
const isPlaced = ({ told, section }: Lesson): boolean => told && section !== null;

export const isUnder =
  (name: string) =>
  ({ told, section }: Lesson): boolean =>
    told && section !== null && isSame(section, name);

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
