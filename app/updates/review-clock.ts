import type { Db } from "../../db/app/tables.ts";
import type { UpdateChange } from "../../db/app/updates.ts";
import { rulesOver, type Destination } from "../profiles/rules-over.ts";

const HOUR_MS = 3_600_000;

/** Starts the time in which a text may be approved; where no rule sets a deadline, it waits for ever. */
export async function reviewClock(
  db: Db,
  update: Destination,
  now: Date,
): Promise<Pick<UpdateChange, "review_since" | "review_due_at">> {
  const deadlines = (await rulesOver(db, update)).flatMap(({ rules }) => rules.deadline_hours ?? []);
  const due = deadlines.length === 0 ? null : new Date(now.getTime() + Math.min(...deadlines) * HOUR_MS);
  return { review_since: now, review_due_at: due };
}
