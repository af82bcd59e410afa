import type { Spec } from "./specification.ts";

/** The fixed steps have room for so many rounds of repair, two steps each. */
const REPAIRS_WITHIN = 2;

/**
 * A friendly number becomes a hard bound on the graph's steps: `min(steps_most, fixed_steps + steps_per_iteration × n)`, with n a
 * whole number of at least 1. Each round of reading is two steps (write, tools); the fixed ones are the way there and back, the tries
 * at an answer, the opening, and two rounds of repair; further rounds of repair come on top. The loop ends itself before; this bound
 * only holds if that fails.
 *
 * | max_iterations | 1 | 2 | 3 | 4 | 8 | anything above |
 * | -------------- | - | - | - | - | - | -------------- |
 * | what-shipped/1 | 10 | 12 | 14 | 16 | 24 | at most 40 |
 * | what-shipped/2 | 36 | 38 | 40 | 42 | 50 | at most 50 |
 */
export function computeMaxSteps({ limits }: Pick<Spec, "limits">, maxIterations: number): number {
  const asked = Number.isFinite(maxIterations) ? Math.max(1, Math.floor(maxIterations)) : 1;
  const repairs = 2 * Math.max(0, limits.repair_rounds - REPAIRS_WITHIN);
  return repairs + Math.min(limits.steps_most, limits.fixed_steps + limits.steps_per_iteration * asked);
}
