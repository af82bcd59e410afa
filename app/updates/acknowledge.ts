import { acknowledgeFinding } from "../../db/app/revisions.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";

/** Ours have 16 characters. */
const MAX_KEY_CHARS = 100;

/** "I know this": a person takes a flag upon themselves, by name. Faults are not waived this way; approval asks for a reason. */
export async function acknowledge(
  deps: Deps,
  actor: Actor,
  id: string,
  { finding_key }: { finding_key: string },
): Promise<void> {
  if (finding_key.length > MAX_KEY_CHARS) {
    throw new Problem("invalid", "There is no such finding.", "Open the page again and choose anew.");
  }
  await permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "edit", update);
    await acknowledgeAll(tx, actor, update, [finding_key]);
  });
}

/** The same for all that somebody was shown before they approved, in the transaction of the approval. */
export async function acknowledgeAll(tx: Tx, actor: Actor, update: Update, keys: readonly string[]): Promise<void> {
  for (const key of keys) await acknowledgeFinding(tx, update.id, key, actor.id ?? update.created_by);
  if (keys.length > 0) await audit(tx, actor, update, "finding.acknowledged", { finding_keys: keys });
}
