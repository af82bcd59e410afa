/** A chart over weeks, in percent across and pixels down: it is as wide as its place, and its words keep their size. */
export type Plot = {
  id: string;
  title: string;
  /** What it shows, and how to read it. */
  sentence: string;
  /** What somebody hears in place of the picture. */
  label: string;
  lines: { y: number; text: string }[];
  bars: { x: string; width: string; y: number; height: number; kind: string; title: string }[];
  strokes: { x1: string; y1: number; x2: string; y2: number }[];
  dots: { x: string; y: number; title: string }[];
  first: string;
  last: string;
  /** The same in numbers, of the weeks that have any. */
  head: string[];
  table: NamedWeek[];
};

/** A week, and its values in words. */
type NamedWeek = [week: string, ...values: string[]];

const PLOT = { height: 140, top: 18, base: 134, left: 9, right: 99 };

type Words = Pick<Plot, "id" | "title" | "sentence">;
/** `name`: its Monday, in words. */
type Weekly = { name: string; texts: number };

/** So many weeks with a value make a line; fewer are looked at one by one. */
export const LEAST_FOR_LINE = 4;

/** One value a week: a dot, and a line between two weeks that follow each other. */
export function linePlot<Week extends Weekly>(
  words: Words,
  weeks: readonly Week[],
  of: {
    value: (week: Week) => number | null;
    text: (value: number) => string;
    tick?: (value: number) => string;
    most?: number;
  },
): Plot {
  const values = weeks.map((week) => of.value(week));
  const known = values.filter((value) => value !== null);
  const most = of.most ?? rounded(Math.max(0, ...known));
  const points = values.map(
    (value, index) => value !== null && { x: middle(index, weeks.length), y: down(value, most) },
  );
  const joined = known.length >= LEAST_FOR_LINE ? points.slice(1) : [];
  const named = weeks.map((week, index): NamedWeek | null => {
    const value = values[index];
    return typeof value === "number" ? [week.name, of.text(value), `${week.texts}`] : null;
  });
  return {
    ...words,
    ...axisOf(weeks),
    label: labelOf(words.title, named),
    lines: linesTo(most, of.tick ?? of.text),
    bars: [],
    strokes: joined.flatMap((to, index) => {
      const from = points[index];
      return from && to ? [{ x1: percent(from.x), y1: from.y, x2: percent(to.x), y2: to.y }] : [];
    }),
    dots: points.flatMap((point, index) => {
      const [week = "", value = "", texts = ""] = named[index] ?? [];
      const title = `Week of ${week}: ${value}, ${texts} ${texts === "1" ? "text" : "texts"}`;
      return point ? [{ x: percent(point.x), y: point.y, title }] : [];
    }),
    head: ["Week of", words.title, "Texts"],
    table: named.filter((row) => row !== null),
  };
}

/** Several counts a week, one upon the other. */
export function stackedPlot<Week extends Weekly>(
  words: Words,
  weeks: readonly Week[],
  kinds: readonly { kind: string; label: string; told: string; value: (week: Week) => number }[],
): Plot {
  const sums = weeks.map((week) => kinds.reduce((sum, { value }) => sum + value(week), 0));
  const most = rounded(Math.max(0, ...sums));
  const width = Math.min(6, ((PLOT.right - PLOT.left) / weeks.length) * 0.72);
  const filled = weeks.filter((_, index) => (sums[index] ?? 0) > 0);
  const rows = filled.map((week): NamedWeek => [week.name, ...kinds.map(({ value }) => `${value(week)}`)]);
  return {
    ...words,
    ...axisOf(weeks),
    label: `${words.title}: ${kinds.map(({ told, value }) => `${totalOf(weeks, value)} ${told}`).join(", ")}`,
    lines: linesTo(most, (value) => value.toLocaleString("en")),
    bars: weeks.flatMap((week, index) => {
      let below = 0;
      return kinds.flatMap(({ kind, told, value }) => {
        const count = value(week);
        if (count === 0) return [];
        const [y, from] = [down(below + count, most), down(below, most)];
        below += count;
        const x = percent(middle(index, weeks.length) - width / 2);
        const title = `Week of ${week.name}: ${count} ${told}`;
        return [{ x, width: percent(width), y, height: Math.max(1, from - y), kind, title }];
      });
    }),
    strokes: [],
    dots: [],
    head: ["Week of", ...kinds.map(({ label }) => label)],
    table: rows,
  };
}

const totalOf = <Week>(weeks: readonly Week[], value: (week: Week) => number): number =>
  weeks.reduce((sum, week) => sum + value(week), 0);

const axisOf = (weeks: readonly Weekly[]) => ({
  first: weeks[0]?.name ?? "",
  last: weeks.at(-1)?.name ?? "",
});

function labelOf(title: string, named: readonly (NamedWeek | null)[]): string {
  const known = named.filter((row) => row !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return `${title}: nothing yet`;
  const ends = known.length === 1 ? "" : `, ${last[1]} in the week of ${last[0]}`;
  return `${title}: ${first[1]} in the week of ${first[0]}${ends}`;
}

const middle = (index: number, count: number): number =>
  PLOT.left + ((index + 0.5) * (PLOT.right - PLOT.left)) / Math.max(1, count);
const percent = (of: number): string => `${of.toFixed(2)}%`;
const down = (value: number, most: number): number =>
  Math.round((PLOT.base - (Math.min(value, most) / most) * (PLOT.base - PLOT.top)) * 10) / 10;

function linesTo(most: number, text: (value: number) => string): Plot["lines"] {
  return [0, most / 2, most].map((value) => ({ y: down(value, most), text: text(value) }));
}

/** A little more than it, and such that half of it is a plain number, too. */
function rounded(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 3, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= most) ?? most;
}
