import { findLastWindowEnd } from "../../db/app/profiles.ts";
import type { Brief, Db } from "../../db/app/tables.ts";
import type { DateRange } from "../../webhooks/contract/parameters.ts";
import type { ReleaseRange, SeenTag } from "../../webhooks/contract/range.ts";
import { isByReleases, releaseRangeOf } from "../clock/chosen-range.ts";
import { resolveWindow } from "../clock/chosen-window.ts";

/** What is asked for: instants, or releases that the pipelines find the commits of. */
export type AskedWindow = { date_range: DateRange } | { range: ReleaseRange };

/** What somebody saw before they asked for it: the instants, and where tags stood. */
type Shown = { window?: DateRange | null | undefined; tags?: readonly SeenTag[] | undefined };

/** The window of a brief now; "since last" continues the profile's last one. */
export async function windowOfBrief(
  db: Db,
  { window, time_zone }: Brief,
  profileId: string | null,
  now: Date,
  shown: Shown = {},
): Promise<AskedWindow> {
  if (isByReleases(window)) return { range: releaseRangeOf(window, time_zone, shown.tags) };
  const lastUntil = profileId ? await findLastWindowEnd(db, profileId) : null;
  return { date_range: resolveWindow(window, time_zone, now, { lastUntil, shown: shown.window }) };
}

export const instantsOf = (asked: AskedWindow): DateRange | null => ("date_range" in asked ? asked.date_range : null);

/** For the audit trail. */
export const windowFact = (asked: AskedWindow) =>
  "date_range" in asked ? { window: asked.date_range } : { range: asked.range };
