import { listSlotsWith } from "../../db/app/slots.ts";
import type { UpdateState } from "../../db/app/tables.ts";
import { lockUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import type { Deps } from "../deps.ts";
import { hold } from "./hold.ts";

/** Neither approved nor at an end that somebody chose. */
const UNAPPROVED: readonly UpdateState[] = ["generating", "in_review", "changes_requested", "expired"];

/** Job, every minute: what was to be posted by now and is not approved waits, and its people hear of it once. */
export async function holdUnapproved({ db, clock }: Deps): Promise<void> {
  const now = clock();
  for (const slot of await listSlotsWith(db, UNAPPROVED, { postBefore: now })) {
    await inTransaction(db, async (tx) => {
      // Whoever approves locks the update as well: an approval that is just being given counts.
      const update = await lockUpdateById(tx, slot.update_id ?? "");
      if (update && UNAPPROVED.includes(update.state)) await hold(tx, slot, update, "not_approved", now);
    });
  }
}
