import type { Tx, Update } from "../../db/app/tables.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import type { Actor, Deps } from "../deps.ts";
import { keepStep, type EditName } from "./keep-step.ts";
import { textNow } from "./text-now.ts";
import { writeCopy } from "./write-copy.ts";

/**
 * Keeps what the locked update says now, and the step that led there.
 *
 * @param made An act on an item; null: somebody typed.
 */
export async function keepText(
  tx: Tx,
  deps: Pick<Deps, "clock">,
  actor: Actor,
  update: Update,
  typed: string,
  made: EditName | null,
): Promise<Update> {
  const after = normalise(typed);
  const before = await textNow(tx, update);
  await keepStep(tx, actor, update, { before, after, made, now: deps.clock() });
  return writeCopy(tx, deps, actor, update, after);
}
