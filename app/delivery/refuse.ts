import { changePart } from "../../db/app/deliveries.ts";
import type { DeliveryPart, Update } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { shapeOf, type Problem } from "../../webhooks/contract/problem.ts";
import { jobActor, type Deps } from "../deps.ts";
import { changeState } from "../updates/change-state.ts";

/** Slack said no, and will until a person does something: the approved revision stays, with the mend beside it. */
export async function refuse({ db }: Deps, update: Update, part: DeliveryPart, problem: Problem): Promise<null> {
  const shape = shapeOf(problem);
  await inTransaction(db, async (tx) => {
    await changePart(tx, part, ["sending", "unknown"], { state: "failed", problem: shape });
    const correcting = update.state === "correcting";
    await changeState(tx, jobActor(update.team_id), update.id, {
      from: [correcting ? "correcting" : "posting"],
      to: correcting ? "posted" : "post_failed",
      action: "update.post_failed",
      change: { problem: JSON.stringify(shape) },
      detail: { part: part.part, message: problem.message },
    });
  });
  return null;
}
