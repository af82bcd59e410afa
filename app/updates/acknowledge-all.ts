import { acknowledgeFinding } from "../../db/app/revisions.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";
import { audit } from "./change-state.ts";

/** All flags that somebody was shown before they approved, in the transaction of the approval. */
export async function acknowledgeAll(tx: Tx, actor: Actor, update: Update, keys: readonly string[]): Promise<void> {
  for (const key of keys) await acknowledgeFinding(tx, update.id, key, actor.id ?? update.created_by);
  if (keys.length > 0) await audit(tx, actor, update, "finding.acknowledged", { finding_keys: keys });
}
