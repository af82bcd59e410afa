import { setImmediate } from "node:timers/promises";
import type { z } from "zod";
import type { policyProposalsRequest, PolicyProposals } from "../../webhooks/contract/policy-proposals.ts";
import type { Deps } from "../deps.ts";
import { type Lesson, lessonsOf } from "./learn/lessons.ts";
import { proposeFromFile } from "./files/propose-from-files.ts";
import { readReleaseFiles } from "./files/read-release-files.ts";
import { proposalsFrom } from "./learn/propose.ts";
import { readWindows } from "./read-windows.ts";

/** What people's choices in windows that were read say about the policy that is held. Keeps nothing. */
export async function proposePolicy(
  deps: Pick<Deps, "db" | "github" | "settings">,
  { windows: given, policy: held, sources }: z.output<typeof policyProposalsRequest>,
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
    // Where nothing of a window is told, nobody knows that it was announced at all.
    if (!window.evidence.some(({ ref }) => people.told.has(ref))) continue;
    lessons.push(...lessonsOf({ ...window, ...people }, held, at));
    // A window of a busy month takes a second: others are answered in between.
    await setImmediate();
  }
  const files = await readReleaseFiles(deps, sources);
  const said = files.found.map((file) => proposeFromFile(file, held));
  const proposals = [...proposalsFrom(lessons, held), ...said.flatMap((one) => one.proposals)];
  return {
    proposals: [...new Map(proposals.map((one) => [one.key, one])).values()],
    missing,
    notes: [...files.notes, ...said.flatMap(({ notes }) => notes)],
  };
}
