import { writingRefusals } from "../../people/require-may.ts";
import { approve } from "../../updates/approve.ts";
import { questionBefore } from "../../updates/question-before.ts";
import { requireMayTo } from "../../updates/require-may.ts";
import { requireSeenChannel } from "../../updates/require-seen-channel.ts";
import { copyOf, requireNobodyTyping, revisionSeen, seenUpdate } from "../seen-update.ts";
import type { Actions } from "../seen.ts";
import { questionForm } from "../views/question-form.ts";
import { offerUndo } from "../offer-undo.ts";
import { onCard } from "./on-card.ts";

/**
 * Asks about the very text that the person saw, where it goes and when; it is approved when the form comes back (views/read.ts). Where
 * nothing is open and its profile gives time to undo it instead, it is approved at once.
 */
export const approveShown: Actions["approve"] = onCard(async (deps, clicked, ref) => {
  const { actor } = clicked;
  const update = await seenUpdate(deps, clicked, ref);
  requireSeenChannel(update, ref);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, "approve", update));
  const { markdown } = await revisionSeen(deps, ref);
  await requireNobodyTyping(deps, actor, update, markdown);
  const question = await questionBefore(deps, actor, update.id, "approve", { markdown });
  if (question.undoes) {
    const base_copy = copyOf(update);
    const given = {
      markdown,
      base_revision: ref.revision,
      base_copy,
      channel_id: ref.channel_id,
      override_reason: null,
    };
    return offerUndo(deps, clicked, ref, await approve(deps, actor, update.id, { ...given, undo: true }));
  }
  const form = await questionForm(deps, actor, { kind: "approve_read", ref, update, markdown, question });
  await deps.calls.open(clicked.trigger_id, form);
});
