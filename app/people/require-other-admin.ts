import { listTeam } from "../../db/app/people.ts";
import type { Person, Role, Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

/** Without an admin nobody could make one; a made-up one is gone with the development sign-in. */
export async function requireOtherAdmin(tx: Tx, { id, role, team_id, made_up }: Person): Promise<void> {
  const admin: Role = "admin";
  if (role !== admin) return;
  const others = (await listTeam(tx, team_id)).filter(
    (one) => one.role === admin && !one.deactivated_at && one.id !== id && (made_up || !one.made_up),
  );
  if (others.length === 0) throw new Problem("conflict", "This is the last admin.", "Make somebody else admin first.");
}
