import type { Db, Update } from "../../db/app/tables.ts";
import type { UpdateChange } from "../../db/app/updates.ts";
import { rulesOf } from "./require-may.ts";

const HOUR_MS = 3_600_000;

/** Starts the time in which a text may be approved; where its profile sets no deadline, it waits for ever. */
export async function reviewClock(
  db: Db,
  update: Pick<Update, "profile_id">,
  now: Date,
): Promise<Pick<UpdateChange, "review_since" | "review_due_at">> {
  const { deadline_hours } = await rulesOf(db, update);
  const due = deadline_hours === null ? null : new Date(now.getTime() + deadline_hours * HOUR_MS);
  return { review_since: now, review_due_at: due };
}
