import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { changePolicyIn } from "./change-policy-in.ts";
import type { DraftChange } from "./draft.ts";

/**
 * Changes a profile's policy for whoever changes it, and for nobody else until they save it.
 *
 * @throws {Problem} `not_found`, `forbidden`; whatever the change throws.
 */
export async function changePolicy(
  deps: Pick<Deps, "db" | "clock">,
  actor: Actor,
  { profile_id, change }: { profile_id: string; change: DraftChange },
): Promise<void> {
  await permitted(deps.db, (tx) => changePolicyIn(tx, deps, actor, { profile_id, change }));
}
