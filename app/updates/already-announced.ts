import { dateText } from "../../base/date-text.ts";
import { listToldBefore, type ToldBefore } from "../../db/app/told-before.ts";
import type { Db } from "../../db/app/tables.ts";

/** For whom something is about to be told. `besides`: an update that is not counted, its own. */
type Reader = { team_id: string; profile_id: string | null; channel_id: string; besides?: string };

/** By pull request, in lower case, the first post that told of it; nothing where none did. */
export type AlreadyAnnounced = ReadonlyMap<string, ToldBefore>;

/** What of these was told already: posted by Pulse in this channel or for this profile, or found in posts of its team. */
export async function alreadyAnnounced(
  db: Db,
  { besides = "", ...reader }: Reader,
  prs: readonly string[],
): Promise<AlreadyAnnounced> {
  const found = await listToldBefore(db, { ...reader, besides: besides || null }, prs);
  // The first one stays: a post of Pulse's own before any other, and the earliest of them.
  return new Map(found.toReversed().map((one) => [one.pr.toLowerCase(), one]));
}

/** Behind "Already announced": "on 14 Nov in #eng-updates", "in a post that was pasted". */
export function announcedWhere({ found_in, on, channel }: ToldBefore, now: Date, timeZone: string): string {
  if (found_in === "pasted") return "in a post that was pasted";
  return `${on ? `on ${dateText(on, now, { timeZone })} ` : ""}in #${channel}`;
}
