import type { Delivery, Update, UpdateState } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
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
