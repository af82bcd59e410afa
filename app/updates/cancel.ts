import { cancelGeneration, findGeneration } from "../../db/app/generations.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { CANCEL_RUN } from "../job-names.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";

/**
 * Stop: nobody waits for the text any more. The run hears of it through a job; a result that is already on its way is refused.
 *
 * @throws {Problem} `conflict` when the text came first.
 */
export async function cancel(deps: Deps, actor: Actor, id: string): Promise<Update> {
  const { db, jobs, clock } = deps;
  return permitted(db, async (tx) => {
    await requireMayTo(tx, deps, actor, "compose", await getLocked(tx, actor, id));
    const update = await changeState(tx, actor, id, {
      from: ["generating"],
      to: "cancelled",
      action: "update.cancelled",
    });
    const generation = await findGeneration(tx, id, update.generation);
    await cancelGeneration(tx, id, update.generation, clock());
    if (generation?.run_id) await jobs.send(tx, CANCEL_RUN, { run_id: generation.run_id });
    return update;
  });
}
