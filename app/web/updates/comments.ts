import { comment } from "../../updates/comment.ts";
import { markCommentDone } from "../../updates/mark-comment-done.ts";
import { takeBackComment } from "../../updates/take-back-comment.ts";
import { field, idOf, seeOther, type Handler, type Web } from "../page/context.ts";
import type { WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { orShown } from "./update-actions.ts";
import type { UpdatePages } from "./updates.ts";

/** What people say of one sentence of a draft. */
export function commentRoutes(deps: WebDeps<UpdatePages>) {
  return {
    "POST /updates/:id/comments": async (c) => {
      const fields = await fieldsOf(c);
      const typed = { sentence_key: field(fields, "sentence_key"), said: field(fields, "said") };
      const work = async () => {
        const id = await comment(deps, c.var.actor, idOf(c), typed);
        return seeOther(c, `/updates/${idOf(c)}#comment-${id}`);
      };
      return orShown(c, deps, work, typed);
    },
    "POST /updates/:id/comments/:comment/deletion": (c) => end(c, deps, takeBackComment),
    "POST /updates/:id/comments/:comment/done": (c) => end(c, deps, markCommentDone),
  } satisfies Partial<Record<RouteName, Handler>>;
}

/** Back to its sentence, not to the top of the page. */
async function end(c: Web, deps: WebDeps<UpdatePages>, operation: typeof takeBackComment): Promise<Response> {
  const at = field(await fieldsOf(c), "at");
  return orShown(c, deps, async () => {
    await operation(deps, c.var.actor, idOf(c), commentOf(c));
    return seeOther(c, `/updates/${idOf(c)}${/^[0-9a-f]{16}$/.test(at) ? `#s-${at}` : ""}`);
  });
}

const commentOf = (c: Web): string => c.req.param("comment") ?? "";
