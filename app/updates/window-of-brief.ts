import { findLastWindowEnd } from "../../db/app/profiles.ts";
import type { Brief, Db } from "../../db/app/tables.ts";
import type { DateRange } from "../../webhooks/contract/parameters.ts";
import { resolveWindow } from "../clock/chosen-window.ts";

/**
 * The window of a brief now; "since last" continues the profile's last one.
 *
 * @param shown The instants that somebody saw before they asked for it.
 */
export async function windowOfBrief(
  db: Db,
  brief: Brief,
  profileId: string | null,
  now: Date,
  shown?: DateRange | null,
): Promise<DateRange> {
  const lastUntil = profileId ? await findLastWindowEnd(db, profileId) : null;
  return resolveWindow(brief.window, brief.time_zone, now, { lastUntil, shown });
}
