import { appendAudit } from "../../db/app/audit.ts";
import type { Profile, Tx } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";

export async function noteProfile(
  tx: Tx,
  { id: actor_id, team_id, surface }: Actor,
  action: string,
  { id: profile_id, name }: Profile,
  more: Record<string, unknown> = {},
): Promise<void> {
  await appendAudit(tx, { actor_id, team_id, surface, action, profile_id, detail: { name, ...more } });
}
