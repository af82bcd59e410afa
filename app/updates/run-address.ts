import { listGenerations } from "../../db/app/generations.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { getUpdate } from "./change-state.ts";

/** Where people read how a run went; null: its update is gone, or is not theirs to see. */
export async function runAddress(
  { db }: Pick<Deps, "db">,
  actor: Actor,
  { run_id, request_id }: { run_id: string; request_id: string },
): Promise<string | null> {
  try {
    const update = await getUpdate(db, actor, request_id);
    const one = (await listGenerations(db, update.id)).find((generation) => generation.run_id === run_id);
    return one ? `/updates/${update.id}/run?generation=${one.generation}` : null;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
