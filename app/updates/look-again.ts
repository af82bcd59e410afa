import type { Reread } from "../../db/app/columns.ts";
import { keepReread } from "../../db/app/generations.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, writingRefusals } from "../people/require-may.ts";
import { audit, getLocked, getUpdate, requireState } from "./change-state.ts";
import { reread } from "./reread.ts";
import { requireMayTo } from "./require-may.ts";

const CHANGEABLE = ["in_review", "approved"] as const;

/**
 * Reads on GitHub what became of what an update tells since it was written. Nothing of its text changes.
 *
 * @throws {Problem} `unavailable` when GitHub cannot be read now, `conflict` when it was decided meanwhile.
 */
export async function lookAgain(deps: Deps, actor: Actor, id: string): Promise<Reread> {
  const update = await getUpdate(deps.db, actor, id);
  await requireState(deps.db, actor, update, CHANGEABLE);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, "edit", update));
  const { generation, found } = await reread(deps, update);
  await permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, CHANGEABLE);
    await keepReread(tx, generation, found, deps.clock());
    const { reverted, merged } = found;
    await audit(tx, actor, locked, "update.looked_again", { reverted: reverted.length, merged: merged.length });
  });
  return found;
}
