import type { DeliveryPart, Update } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem, shapeOf } from "../../webhooks/contract/problem.ts";
import { jobActor, type Deps } from "../deps.ts";
import { changeState } from "../updates/change-state.ts";
import { refuse } from "./refuse.ts";

/** Whether the message is there cannot be read: a person looks, and says so. */
export async function askAPerson(deps: Deps, update: Update, part: DeliveryPart): Promise<null> {
  if (update.state === "correcting") return leaveToAPerson(deps, update, part);
  const problem = new Problem(
    "upstream",
    `It is not certain that the message reached #${update.channel.name}.`,
    "Look in the channel, then say whether it is there.",
  );
  await inTransaction(deps.db, (tx) =>
    changeState(tx, jobActor(update.team_id), update.id, {
      from: ["posting"],
      to: "needs_check",
      action: "update.needs_check",
      detail: { part: part.part },
      change: { problem: JSON.stringify(shapeOf(problem)) },
    }),
  );
  return null;
}

/** The corrected text stands, and only a further part of it is in doubt: that is for a person to see, not to answer. */
async function leaveToAPerson(deps: Deps, update: Update, part: DeliveryPart): Promise<null> {
  const problem = new Problem(
    "upstream",
    `It is not certain that part ${part.part} reached the thread in #${update.channel.name}.`,
    "Look there, and correct it again if a part is missing.",
  );
  return refuse(deps, update, part, problem);
}
