import type { Profile } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { runNow } from "../../schedules/run-now.ts";
import { skipNext } from "../../schedules/skip-next.ts";
import { loadSchedule } from "../../schedules/load-schedule.ts";
import { pauseSchedule } from "../../schedules/pause-schedule.ts";
import { resumeSchedule } from "../../schedules/resume-schedule.ts";
import { clockMessage, clocksMessage } from "../blocks/list-schedule.ts";
import type { Message } from "../blocks/shapes.ts";
import { usage } from "../blocks/usage.ts";
import { clockOf, teamClocks } from "../clocks.ts";
import type { SlackDeps } from "../deps.ts";
import type { Commands } from "../seen.ts";
import { profileCalled } from "./one-of.ts";

/** What can be done to a profile's clock, and how it is said afterwards. */
const DOES = {
  pause: [pauseSchedule, "is paused"],
  resume: [resumeSchedule, "goes on"],
  skip: [skipNext, "leaves out its next time; the one after it reads everything"],
  run: [runNow, "writes a draft now, of everything since its last one"],
} as const satisfies Record<
  string,
  readonly [(deps: SlackDeps, actor: Actor, profileId: string) => Promise<unknown>, string]
>;

/** `/pulse schedule [PROFILE]`, `/pulse schedule pause|resume|skip|run PROFILE`. */
export const schedule: Commands["schedule"] = async (deps, { actor, words }) => {
  if (words === "") return clocksMessage(await teamClocks(deps, actor.team_id), `${deps.settings.publicUrl}/profiles`);
  const [, first = "", rest = ""] = /^(\S+)\s*([^]*)$/.exec(words) ?? [];
  const verb = first.toLowerCase();
  if (!isVerb(verb)) return shown(deps, await profileCalled(deps, actor, words));
  if (rest === "") return usage([{ word: first, why: "Say which profile." }], "schedule", "schedule_do");
  const profile = await profileCalled(deps, actor, rest);
  const [does, said] = DOES[verb];
  await does(deps, actor, profile.id);
  return shown(deps, profile, `${profile.name} ${said}.`);
};

const isVerb = (word: string): word is keyof typeof DOES => Object.hasOwn(DOES, word);

async function shown(deps: SlackDeps, profile: Profile, done = ""): Promise<Message> {
  const detail = await loadSchedule(deps.db, profile.id, deps.clock());
  if (detail) return clockMessage(clockOf(deps, profile, detail), done);
  const remedy = `Give it one in the browser: ${deps.settings.publicUrl}/profiles/${profile.slug}/schedule`;
  throw new Problem("not_found", `${profile.name} has no schedule.`, remedy);
}
