import { insertNotice } from "../../db/app/notices.ts";
import type { Update } from "../../db/app/tables.ts";
import { listDeadlines } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import type { Deps } from "../deps.ts";

/** Parts of its time after which those who may approve are reminded. */
export const LAST_REMINDER = 0.9;
const REMINDERS = [LAST_REMINDER, 0.5] as const;

/**
 * Job, every minute: reminds whoever may approve a text, twice in its time. Who comes late, because Pulse was down, hears the last one
 * only. The notices' own rule, one of a kind for each subject, keeps two instances from telling twice.
 */
export async function remindApprovers({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> {
  const now = clock();
  for (const update of await listDeadlines(db, now)) {
    const reached = REMINDERS.find((part) => now >= momentOf(update, part));
    if (reached) await remind({ db }, update, reached);
  }
}

async function remind({ db }: Pick<Deps, "db">, update: Update, part: number): Promise<void> {
  const { id, team_id, review_since, review_due_at, review_requested_by, created_by, title } = update;
  // With the beginning in its name: a time that began anew has reminders of its own.
  const kind = `review.reminder_${part * 100}_${review_since?.getTime()}`;
  await inTransaction(db, (tx) =>
    insertNotice(tx, {
      team_id,
      kind,
      subject_id: id,
      update_id: id,
      person_id: review_requested_by ?? created_by,
      approvers: true,
      payload: { title, due_at: review_due_at, part },
    }),
  );
}

function momentOf({ review_since, review_due_at }: Update, part: number): Date {
  const [since, due] = [review_since?.getTime() ?? 0, review_due_at?.getTime() ?? 0];
  return new Date(since + (due - since) * part);
}
