import { writingRefusals } from "../../people/require-may.ts";
import { approve as approveUpdate } from "../../updates/approve.ts";
import { questionBefore } from "../../updates/question-before.ts";
import { requireMayTo } from "../../updates/require-may.ts";
import { requireNobodyTyping, revisionSeen, seenUpdate } from "../seen-update.ts";
import type { Actions } from "../seen.ts";
import { questionForm } from "../views/read.ts";
import { onCard } from "./on-card.ts";

/** Approves the very text that the person saw, or nothing. What is open about it is asked first, in a form. */
export const approveShown: Actions["approve"] = onCard(async (deps, clicked, ref) => {
  const { actor } = clicked;
  const update = await seenUpdate(deps, clicked, ref);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, "approve", update));
  const { markdown } = await revisionSeen(deps, ref);
  await requireNobodyTyping(deps, update, markdown);
  const question = await questionBefore(deps, actor, update.id, "approve", { markdown, always: ref.asks });
  if (question) {
    const form = questionForm(deps, actor, { kind: "approve_read", ref, update, question });
    return void (await deps.calls.open(clicked.trigger_id, form));
  }
  const approval = { markdown, base_revision: ref.revision, override_reason: null, channel_id: ref.channel_id };
  await approveUpdate(deps, actor, update.id, approval);
  return `Approved: update ${update.number}, version ${ref.revision}, for #${update.channel.name}.`;
});
