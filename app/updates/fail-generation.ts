import { cancelGeneration } from "../../db/app/generations.ts";
import { findUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import { shapeOf, type Problem } from "../../webhooks/contract/problem.ts";
import { jobActor, type Deps } from "../deps.ts";
import { changeState } from "./change-state.ts";

export type GenerationRef = { update_id: string; generation: number };

/** Ends a generation that will not get a result; what comes for it later is answered with 410. */
export async function failGeneration(
  { db, clock }: Deps,
  { update_id, generation }: GenerationRef,
  problem: Problem,
  to: "failed" | "timed_out" = "failed",
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const update = await findUpdateById(tx, update_id);
    if (update?.state !== "generating" || update.generation !== generation) return;
    await cancelGeneration(tx, update_id, generation, clock());
    await changeState(tx, jobActor(update.team_id), update_id, {
      from: ["generating"],
      to,
      generation,
      action: `update.${to}`,
      change: { problem: JSON.stringify(shapeOf(problem)) },
      detail: { code: problem.code, message: problem.message },
    });
  });
}
