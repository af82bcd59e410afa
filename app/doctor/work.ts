import { findOldestUntriggered } from "../../db/app/generations.ts";
import type { DoctorCheck } from "../../webhooks/contract/doctor.ts";
import type { RunAnswer } from "../../webhooks/contract/runs.ts";
import { type PartLook, sayings } from "./found.ts";

const { ok, fail } = sayings("work");

/** Whoever works takes what waits within seconds. */
const WAITED_LONG_MS = 120_000;
/** The pipelines list no more at once. */
const MOST_RUNS = 100;

/** Whether the jobs of both sides are worked, and results arrive. */
export const lookAtWork: PartLook = async ({ db, pipelines, clock }, { team_id }) => {
  const [untriggered, queued, newest] = await Promise.all([
    findOldestUntriggered(db, team_id),
    pipelines.runs({ state: "queued", limit: MOST_RUNS }),
    pipelines.runs({ limit: MOST_RUNS }),
  ]);
  const now = clock().getTime();
  return [jobsCheck(untriggered, now), workerCheck(queued, now), webhooksCheck(newest)];
};

function jobsCheck(oldest: Date | null, now: number): DoctorCheck {
  if (oldest === null || now - oldest.getTime() < WAITED_LONG_MS) return ok("The jobs of the app are worked.");
  const says = `An update waits for ${minutes(now - oldest.getTime())} minutes to be taken to the pipelines.`;
  return fail(says, "Look at the log of the app, and start it again.");
}

function workerCheck(queued: readonly RunAnswer[], now: number): DoctorCheck {
  const long = queued.map(({ created_at }) => now - Date.parse(created_at)).filter((ms) => ms >= WAITED_LONG_MS);
  if (long.length === 0) return ok("Runs are taken by a worker.");
  const many = long.length === 1 ? "A run waits" : `${long.length} runs wait`;
  const says = `${many} for a worker, the first for ${minutes(Math.max(...long))} minutes.`;
  return fail(says, "Look at the log of the pipelines, and start them again.");
}

function webhooksCheck(runs: readonly RunAnswer[]): DoctorCheck {
  const dead = runs.filter(({ report_back }) => report_back.state === "dead");
  if (dead.length === 0) return ok("Results arrive.");
  const many = dead.length === 1 ? "The result of one run" : `The results of ${dead.length} runs`;
  const says = `${many} of the newest ${runs.length} could not be brought to the app.`;
  return fail(says, "Look at the log of the pipelines, mend what it names, and write those updates again.");
}

const minutes = (ms: number): string => Math.floor(ms / 60_000).toLocaleString("en");
