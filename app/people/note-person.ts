import { appendAudit } from "../../db/app/audit.ts";
import type { Person, Tx } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";

export async function notePerson(
  tx: Tx,
  { id: actor_id, team_id, surface }: Actor,
  action: string,
  { id: person_id, name }: Person,
  more: Record<string, unknown> = {},
): Promise<void> {
  await appendAudit(tx, { actor_id, team_id, surface, action, detail: { person_id, name, ...more } });
}
