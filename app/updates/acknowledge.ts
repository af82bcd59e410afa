import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { getLocked } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { acknowledgeAll } from "./acknowledge-all.ts";

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
