import { listCovered, type Covered } from "../../db/app/schedules.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import { overlap, type Window } from "../clock/windows.ts";

/** The profile's other updates that have read a part of this time. */
export async function othersOver(
  db: Db,
  { id, profile_id }: Pick<Update, "id" | "profile_id">,
  window: Window,
): Promise<Covered[]> {
  const covered = profile_id ? await listCovered(db, profile_id) : [];
  return covered.filter((one) => one.update_id !== id && overlap(one, window));
}
