import { insertNotice } from "../../db/app/notices.ts";
import type { Schedule, Slot } from "../../db/app/schedule-tables.ts";
import type { Tx } from "../../db/app/tables.ts";

type NoticeKind =
  | "slot.made_up"
  | "slot.read_again"
  | "slot.failed"
  | "slot.held"
  | "slot.degraded"
  | "slot.skipped"
  | "slot.unskipped"
  | "slot.merged";

/** Leaves word for the schedule's owner; the Slack front delivers it. */
export async function tell(
  tx: Tx,
  { owner_id: person_id, profile_id }: Pick<Schedule, "owner_id" | "profile_id">,
  { id: subject_id, team_id, update_id, slot }: Slot,
  kind: NoticeKind,
  payload: Record<string, unknown> = {},
): Promise<boolean> {
  const approvers = kind === "slot.held";
  return insertNotice(tx, {
    team_id,
    kind,
    subject_id,
    person_id,
    approvers,
    update_id,
    payload: { profile_id, slot, ...payload },
  });
}
