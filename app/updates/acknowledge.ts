import { acknowledgeFinding } from "../../db/app/revisions.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";

/** "I know this": a person takes a flag upon themselves, by name. Faults are not waived this way; approval asks for a reason. */
export async function acknowledge(
  deps: Deps,
  actor: Actor,
  id: string,
  { finding_key }: { finding_key: string },
): Promise<void> {
  await permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "edit", update);
    await acknowledgeFinding(tx, id, finding_key, actor.id ?? update.created_by);
    await audit(tx, actor, update, "finding.acknowledged", { finding_key });
  });
}
