import { setImmediate } from "node:timers/promises";
import type { z } from "zod";
import type { policyProposalsRequest, PolicyProposals } from "../../webhooks/contract/policy-proposals.ts";
import type { Deps } from "../deps.ts";
import { type Lesson, lessonsOf } from "./learn/lessons.ts";
import { proposalsFrom } from "./learn/propose.ts";
import { readWindows } from "./read-windows.ts";

/** What people's choices in windows that were read say about the policy that is held. Keeps nothing. */
export async function proposePolicy(
  deps: Pick<Deps, "db">,
  { windows: given, policy: held }: z.output<typeof policyProposalsRequest>,
): Promise<PolicyProposals> {
  const taught = new Map(given.map((window) => [window.run, window]));
  const { windows, missing } = await readWindows(deps, [...taught.keys()]);
  const lessons: Lesson[] = [];
  for (const [at, window] of windows.entries()) {
    const { told = [], taken_out = [] } = taught.get(window.run_id) ?? {};
    const people = {
      told: new Map(told.map(({ pr, section }) => [pr, section ?? null])),
      taken_out: new Set(taken_out),
    };
    lessons.push(...lessonsOf({ ...window, ...people }, held, at));
    // A window of a busy month takes a second: others are answered in between.
    await setImmediate();
  }
  return { proposals: proposalsFrom(lessons, held), missing };
}
