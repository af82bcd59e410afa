import { z } from "zod";

/** One thing that was looked at, before a run or for a version. */
export const runCheck = z.object({
  /** `version`, `contract`, `tools`, `github`, `sources`, `window`, `secrets`, `model`, `budget`, `callback`; others may come. */
  what: z.string(),
  /** null: it could not be looked at, or nobody says; that is no fault. */
  ok: z.boolean().nullable(),
  code: z.string(),
  /** One sentence for people; never a secret’s value. */
  message: z.string(),
  /** The next step; "" where there is none to take. */
  fix: z.string(),
  /** Whether a run is refused for it; else it is said, and the run begins. */
  refuses: z.boolean().default(false),
});
export type RunCheck = z.infer<typeof runCheck>;

/** How a version stands here: judged when it is published, when a worker starts, and by the clock. */
export const versionReadiness = z.object({
  /** `unknown`: nobody has looked yet, or what it needs could not be asked. */
  state: z.enum(["ready", "not_ready", "unknown"]).catch("unknown"),
  /** What is not as it should be, and what could not be asked. */
  reasons: z.array(runCheck).default([]),
  checked_at: z.iso.datetime().nullable().default(null),
});
export type VersionReadiness = z.infer<typeof versionReadiness>;

export const NOT_LOOKED_AT: VersionReadiness = { state: "unknown", reasons: [], checked_at: null };
