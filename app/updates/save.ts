import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { EDITABLE, revise } from "./revise.ts";
import type { Edited } from "./require-newest.ts";

/**
 * Makes a revision of what was typed; equal text makes none.
 *
 * @throws {Problem} `conflict`, `invalid` for an empty or too long text; {StaleText} when someone saved in the meantime.
 */
export async function save(deps: Deps, actor: Actor, id: string, edited: Edited): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, EDITABLE);
    await requireMayTo(tx, deps, actor, "edit", update);
    return (await revise(tx, deps, actor, update, edited)).update;
  });
}
