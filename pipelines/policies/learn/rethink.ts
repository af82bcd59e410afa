import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import { isClear } from "./judge.ts";
import type { Learned, Leaning } from "./learned.ts";
import type { Lesson } from "./lessons.ts";

/** Rules that are there, and of which people do the opposite, surely and in several windows. */
export function rethought(rules: readonly PolicyRule[], lessons: readonly Lesson[]): Learned[] {
  return rules.flatMap((was, at) => {
    const way: Leaning = was.then === "cite" ? "leave_out" : "tell";
    const fits = lessons.filter(({ rule, must }) => rule === at + 1 && !(must && way === "leave_out"));
    const agree = fits.filter(({ told }) => told === (way === "tell"));
    if (!isClear(fits, way) || new Set(agree.map(({ window }) => window)).size < 2) return [];
    const rule: PolicyRule = { ...was, then: actFor(way, fits), firm: "usually" };
    const { when } = was;
    return [{ change: { what: "another_rule", was, rule }, when, way, fits, agree: agree.length, moved: fits }];
  });
}

/** What people took out by hand they do not want counted either. */
export function actFor(way: Leaning, fits: readonly Lesson[]): PolicyRule["then"] {
  if (way === "tell") return "cite";
  return fits.some(({ taken_out }) => taken_out) ? "omit" : "group";
}
