/** One place up or down, or before the one of that place; the number of all is the end. */
export type Where = "up" | "down" | { before: number };

/** The same in another order; what has nowhere to go stays. */
export function movedTo<One>(all: readonly One[], from: number, where: Where): One[] {
  const one = all[from];
  if (one === undefined) return [...all];
  const target = typeof where === "object" ? where.before - (where.before > from ? 1 : 0) : from + STEPS[where];
  return all.toSpliced(from, 1).toSpliced(Math.min(Math.max(0, target), all.length - 1), 0, one);
}

const STEPS = { up: -1, down: 1 };
