import { listOverdue } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { jobActor, type Deps } from "../deps.ts";
import { changeState, getLocked } from "./change-state.ts";

/** Ends what waited too long for its approval. Nothing is posted: silence never approves, and the text can be opened again. */
export async function expireReviews({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> {
  for (const { id, team_id } of await listOverdue(db, clock())) {
    try {
      await inTransaction(db, async (tx) => {
        const update = await getLocked(tx, jobActor(team_id), id);
        // Somebody asked for approval again in the meantime.
        if (!update.review_due_at || update.review_due_at > clock()) return;
        await changeState(tx, jobActor(team_id), id, {
          from: ["in_review"],
          to: "expired",
          action: "update.expired",
          change: { review_requested_by: null, review_requested_at: null },
          detail: { due_at: update.review_due_at },
        });
      });
    } catch (error) {
      // Somebody decided first.
      if (!(error instanceof Problem)) throw error;
    }
  }
}
