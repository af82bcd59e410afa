import { findLastMove, type AuditEntry } from "../../db/app/audit.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";
import { STATES } from "../words.ts";
import { MOVING, whoWon } from "./who-won.ts";

/*
 * An update comes back to the same state: what a button says of one approval, failure or refusal is no answer to the next one. So it
 * carries the event that led there, in short.
 */

const MARK_CHARS = 12;
const FIRST = "0";

const markOf = (move: { id: string } | undefined): string => move?.id.replaceAll("-", "").slice(-MARK_CHARS) ?? FIRST;

/** @param audit An update's events, the newest last. */
export const moveIn = (audit: readonly Pick<AuditEntry, "id" | "action">[]): string =>
  markOf(audit.findLast(({ action }) => MOVING.includes(action)));

export const moveOf = async (db: Db, updateId: string): Promise<string> =>
  markOf(await findLastMove(db, updateId, MOVING));

/** @throws {Problem} `conflict`, naming who brought it where it is since then. */
export async function requireSeenMove(db: Db, actor: Actor, update: Update, move: string): Promise<void> {
  if ((await moveOf(db, update.id)) === move) return;
  const won = (await whoWon(db, actor, update)) ?? `This update is ${STATES[update.state].told} anew.`;
  throw new Problem("conflict", won, "Nothing was done: look at its card, and press the button there.");
}
