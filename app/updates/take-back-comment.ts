import { deleteComment } from "../../db/app/comments.ts";
import { isId } from "../../webhooks/contract/ids.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked } from "./change-state.ts";
import { commentGone } from "./comment-gone.ts";
import { requireMayTo } from "./require-may.ts";

/** What somebody said of a sentence is not there any more; its author alone may. @throws {Problem} `conflict` */
export async function takeBackComment(deps: Deps, actor: Actor, id: string, commentId: string): Promise<void> {
  await permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "read", update);
    const mine = { id: commentId, update_id: id, person_id: actor.id ?? "" };
    const gone = isId(commentId) && actor.id ? await deleteComment(tx, mine) : undefined;
    if (!gone) throw commentGone();
    await audit(tx, actor, update, "comment.taken_back", { comment_id: commentId });
  });
}
