import { insertNotice } from "../../db/app/notices.ts";
import { listRunningSchedules } from "../../db/app/schedules.ts";
import { listSlots } from "../../db/app/slots.ts";
import { inTransaction } from "../../db/connect.ts";
import type { Deps } from "../deps.ts";
import { whyGone } from "../people/why-gone.ts";

/** Job, every minute: of a schedule whose owner is gone the people who can take it over hear once, before a time of it fails. */
export async function tellOwnerless({ db }: Deps): Promise<void> {
  for (const { id, team_id, profile_id, owner_id } of await listRunningSchedules(db)) {
    const message = await whyGone(db, owner_id);
    const [newest] = message ? await listSlots(db, id, 1) : [];
    // A time that failed says it itself, each time.
    if (!message || newest?.state === "failed") continue;
    const payload = { profile_id, message, remedy: "Until somebody takes it over nothing is drafted." };
    const notice = { team_id, kind: `schedule.ownerless_${owner_id}`, subject_id: id, person_id: owner_id, payload };
    await inTransaction(db, (tx) => insertNotice(tx, notice));
  }
}
