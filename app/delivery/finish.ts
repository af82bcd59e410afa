import { changePart } from "../../db/app/deliveries.ts";
import type { Delivery, DeliveryPart, Update, UpdateState } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem, shapeOf } from "../../webhooks/contract/problem.ts";
import { jobActor, type Deps } from "../deps.ts";
import { changeState } from "../updates/change-state.ts";

const END: Record<Delivery["kind"], { to: UpdateState; action: string }> = {
  post: { to: "posted", action: "update.posted" },
  correct: { to: "posted", action: "update.corrected" },
  retract: { to: "retracted", action: "update.retracted" },
};

/** Every part is in Slack. */
export async function finish({ db, clock, log }: Deps, update: Update, delivery: Delivery): Promise<void> {
  const { to, action } = END[delivery.kind];
  await inTransaction(db, (tx) =>
    changeState(tx, jobActor(update.team_id), update.id, {
      from: [delivery.kind === "post" ? "posting" : "correcting"],
      to,
      action,
      change: { problem: null, ...(delivery.kind === "post" && { posted_at: clock() }) },
      detail: { delivery_id: delivery.id, channel: delivery.channel.name },
    }),
  );
  log.info({ update_id: update.id, delivery_id: delivery.id }, action);
}

/** Slack said no, and will until a person does something: the approved revision stays, with the mend beside it. */
export async function refuse({ db }: Deps, update: Update, part: DeliveryPart, problem: Problem): Promise<null> {
  const shape = shapeOf(problem);
  await inTransaction(db, async (tx) => {
    await changePart(tx, part, ["sending", "unknown"], { state: "failed", problem: shape });
    const to = update.state === "correcting" ? "posted" : "post_failed";
    const change = { problem: JSON.stringify(shape) };
    const detail = { part: part.part, message: problem.message };
    const from = [update.state === "correcting" ? "correcting" : "posting"] as UpdateState[];
    await changeState(tx, jobActor(update.team_id), update.id, {
      from,
      to,
      action: "update.post_failed",
      change,
      detail,
    });
  });
  return null;
}

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
