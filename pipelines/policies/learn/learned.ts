import type { PolicyCondition } from "../../../webhooks/contract/policy.ts";
import type { ProposedChange } from "../../../webhooks/contract/proposed-change.ts";
import type { Lesson } from "./lessons.ts";

/** What people's choices say of some pull requests. */
export type Leaning = "tell" | "leave_out";

/** A change of the policy, and what people did that speaks for it. */
export type Learned = {
  change: ProposedChange;
  when: PolicyCondition[];
  way: Leaning;
  /** All of which it is true, but what an earlier rule or an author's mark decides. */
  fits: Lesson[];
  /** How many of these people treated like that. */
  agree: number;
  /** Those that end elsewhere than now. */
  moved: Lesson[];
  /** Where a rule puts it; `of_told`: of a rule that tells it first, how many of those that people told stood there. */
  under?: { name: string; of_told?: number };
};
