import type { PolicyCondition } from "../../../webhooks/contract/policy.ts";
import type { Lesson } from "./lessons.ts";

/** What a rule may ask, and all of which that is true. `sort`: the ones among which it was found. */
export type Candidate = { sort: string; when: PolicyCondition[]; lessons: readonly Lesson[] };

/** Nothing is learned from fewer. */
export const FEWEST_ALIKE = 6;
