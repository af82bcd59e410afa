import { appendAudit } from "../../db/app/audit.ts";
import type { Db, Tx, Update, UpdateState } from "../../db/app/tables.ts";
import { findUpdate, lockUpdate, moveUpdate, type UpdateChange } from "../../db/app/updates.ts";
import { isId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";
import { STATES } from "../words.ts";
import { MOVES } from "./state.ts";
import { whoWon } from "./who-won.ts";

type Change = {
  from: readonly UpdateState[];
  to: UpdateState;
  /** Past tense: `update.approved`. */
  action: string;
  change?: UpdateChange;
  detail?: Record<string, unknown>;
  /** Only while this generation is the newest. */
  generation?: number;
};

/**
 * Moves an update and writes it down, or does neither.
 *
 * @throws {Problem} `not_found` for another team's, `gone`, or `conflict` when it is elsewhere by now, with the words for where.
 */
export async function changeState(tx: Tx, actor: Actor, id: string, change: Change): Promise<Update> {
  const strays = change.from.filter((from) => !MOVES[from].includes(change.to));
  if (strays.length > 0) throw new Error(`state.ts knows no way from ${strays.join(", ")} to ${change.to}.`);
  const update = await getLocked(tx, actor, id);
  const moved = await moveUpdate(tx, id, change.from, change.to, change.change, change.generation);
  if (!moved) throw await inAnotherState(tx, actor, update);
  await audit(tx, actor, moved, change.action, change.detail);
  return moved;
}

export async function audit(
  tx: Tx,
  actor: Actor,
  update: Pick<Update, "id">,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const { id: actor_id, team_id, surface } = actor;
  await appendAudit(tx, { actor_id, team_id, surface, action, update_id: update.id, detail });
}

/** @throws {Problem} `not_found`, or `gone` when it was deleted. */
export async function getUpdate(db: Db, actor: Actor, id: string): Promise<Update> {
  return existing(isId(id) ? await findUpdate(db, actor.team_id, id) : undefined);
}

/** The same, locked until the transaction ends. */
export async function getLocked(tx: Tx, actor: Actor, id: string): Promise<Update> {
  return existing(isId(id) ? await lockUpdate(tx, actor.team_id, id) : undefined);
}

function existing(update: Update | undefined): Update {
  if (!update) throw new Problem("not_found", "There is no such update.", "Choose one from the list of updates.");
  if (update.deleted_at)
    throw new Problem("gone", "This update was deleted.", "Bring it back from the list of updates.");
  return update;
}

/** @throws {Problem} `conflict` unless the update is in one of these states. */
export async function requireState(
  db: Db,
  actor: Actor,
  update: Update,
  states: readonly UpdateState[],
): Promise<void> {
  if (!states.includes(update.state)) throw await inAnotherState(db, actor, update);
}

/** Whoever comes too late hears who was first; where it came by itself, where it is. */
async function inAnotherState(db: Db, actor: Actor, update: Update): Promise<Problem> {
  const look = actor.surface === "slack" ? "Look at its card to see what happened." : "Reload to see what happened.";
  const remedy = update.state === "expired" ? "Open it again and request approval anew." : look;
  const won = await whoWon(db, actor, update);
  return new Problem("conflict", won ?? `This update is ${STATES[update.state].told}.`, remedy);
}
