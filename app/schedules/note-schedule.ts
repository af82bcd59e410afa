import { appendAudit } from "../../db/app/audit.ts";
import type { Schedule } from "../../db/app/schedule-tables.ts";
import type { Tx } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";

export async function noteSchedule(
  tx: Tx,
  { id: actor_id, team_id, surface }: Actor,
  { id: schedule_id, profile_id }: Schedule,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await appendAudit(tx, { actor_id, team_id, surface, action, profile_id, detail: { schedule_id, ...detail } });
}
