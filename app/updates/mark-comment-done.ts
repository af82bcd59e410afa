import { settleComment } from "../../db/app/comments.ts";
import { isId } from "../../webhooks/contract/ids.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked } from "./change-state.ts";
import { commentGone } from "./comment-gone.ts";
import { requireMayTo } from "./require-may.ts";

/** "Done": whoever may edit the text says that a comment needs nothing more. @throws {Problem} `conflict` */
export async function markCommentDone(deps: Deps, actor: Actor, id: string, commentId: string): Promise<void> {
  await permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "edit", update);
    const by = actor.id ?? update.created_by;
    const done = isId(commentId)
      ? await settleComment(tx, { id: commentId, update_id: id }, by, deps.clock())
      : undefined;
    if (!done) throw commentGone();
    await audit(tx, actor, update, "comment.done", { comment_id: commentId, text: done.said });
  });
}
