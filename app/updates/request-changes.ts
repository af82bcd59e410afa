import { z } from "zod";
import { listOpenComments } from "../../db/app/comments.ts";
import { insertDecision } from "../../db/app/decisions.ts";
import { findCheckedGeneration } from "../../db/app/generations.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import { feedback, type Feedback } from "../../webhooks/contract/parameters.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { parse } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { REASONS } from "../words.ts";
import { withComments } from "./with-comments.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { revise } from "./revise.ts";
import { generateAgain } from "./generate-again.ts";

const SAY_WHAT = "Choose a reason, or say in a few words what should change.";

/** "Too long" alone is enough, and so is a comment. */
const inWords = (text: string, reasons: Feedback["reasons"], comments: number): string =>
  text.trim() ||
  REASONS.flatMap(({ value, label }) => (reasons.includes(value) ? [label] : [])).join(". ") ||
  (comments > 0 ? "As the comments say" : "");

const form = feedback.extend({ text: z.string().min(1).max(LIMITS.feedback_chars) });

/**
 * Sends the text back with a reason; a new run gets it as feedback, with what people say of its sentences. What somebody typed is kept
 * as a revision first.
 *
 * @throws {Problem} `invalid` without a reason, or for more comments than a run takes; `conflict` when the update is not in review.
 */
export async function requestChanges(
  deps: Deps,
  actor: Actor,
  id: string,
  { text, reasons }: Pick<Feedback, "text" | "reasons">,
): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, ["in_review"]);
    await requireMayTo(tx, deps, actor, "request_changes", locked);
    const { working_copy: markdown, revision: base_revision } = locked;
    const update = markdown ? (await revise(tx, deps, actor, locked, { markdown, base_revision })).update : locked;
    const run_id = (await findCheckedGeneration(tx, id))?.run_id ?? null;
    const comments = await listOpenComments(tx, id);
    const words = inWords(text, reasons, comments.length);
    const said = parse(form, { text: words, reasons, run_id }, "The reason", SAY_WHAT);
    const { revision, channel } = update;
    await insertDecision(tx, {
      update_id: id,
      kind: "request_changes",
      revision,
      channel,
      parts_digest: "",
      person_id: actor.id ?? update.created_by,
      digest: (await findRevision(tx, id, revision))?.digest ?? "",
      reason: said.text,
      reasons: said.reasons,
    });
    const back = await changeState(tx, actor, id, {
      from: ["in_review"],
      to: "changes_requested",
      action: "update.changes_requested",
      detail: { reason: said.text, reasons: said.reasons, comments: comments.length },
      change: { review_requested_by: null, review_requested_at: null },
    });
    return generateAgain(tx, deps, actor, back, back.brief, withComments(said, comments));
  });
}
