import { secondsUntil } from "../../base/clock.ts";
import { findProfileById } from "../../db/app/profiles.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import { OWN_LIMITS } from "../limits.ts";

/** When a text goes out that is approved now and not for a time of its own; null: at once. */
export async function undoUntil(db: Db, { profile_id }: Pick<Update, "profile_id">, now: Date): Promise<Date | null> {
  const profile = profile_id ? await findProfileById(db, profile_id) : undefined;
  const undoes = profile?.before_posting === "undo" && profile.deleted_at === null;
  return undoes ? new Date(now.getTime() + OWN_LIMITS.undo_s * 1_000) : null;
}

/** Seconds that are left to undo what goes out then; 0: none, or so many that it waits for a time. */
export function secondsToUndo(post_at: Date | null, now: Date): number {
  const seconds = secondsUntil(post_at, now);
  return seconds <= OWN_LIMITS.undo_s ? seconds : 0;
}
