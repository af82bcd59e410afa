import type { Update } from "../../../db/app/tables.ts";
import type { Actor } from "../../deps.ts";
import { approve } from "../../updates/approve.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { correct } from "../../updates/correct.ts";
import { questionBefore, type Question } from "../../updates/question-before.ts";
import { questionModal, readAsked, type AskedKind } from "../blocks/draft-question.ts";
import type { ModalView } from "../blocks/shapes.ts";
import type { CardRef } from "../card-ref.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import { editorText } from "../editor-text.ts";
import { urlOf } from "../listed.ts";
import { requireNobodyTyping, revisionSeen, seenUpdate } from "../seen-update.ts";
import type { Submitted, ViewListeners } from "../seen.ts";

/** What was open is read: the version on the card goes out. */
export const approveRead: ViewListeners["approve_read"] = onceRead("approve_read", async (deps, actor, { ref }) => {
  const update = await seenUpdate(deps, { actor }, ref);
  const { markdown } = await revisionSeen(deps, ref);
  await requireNobodyTyping(deps, update, markdown);
  return { update, markdown };
});

/** The same for a correction, whose text waits as the working copy. */
export const correctRead: ViewListeners["correct_read"] = onceRead("correct_read", async (deps, actor, { ref }) => {
  const update = await getUpdate(deps.db, actor, ref.update_id);
  return { update, markdown: await editorText(deps, update) };
});

type Asked = ReturnType<typeof readAsked>;
type Find = (deps: SlackDeps, actor: Actor, asked: Asked) => Promise<{ update: Update; markdown: string }>;

/** A yes is to what was asked alone: what has changed meanwhile is asked anew, and a reason that was typed stays. */
function onceRead(kind: AskedKind, find: Find): ViewListeners["approve_read"] {
  return async (deps, { actor, view }: Submitted) => {
    const asked = readAsked(view.private_metadata, view.values);
    const { ref, reason, token } = asked;
    const { update, markdown } = await find(deps, actor, asked);
    const action = kind === "approve_read" ? "approve" : "correct";
    const question = await questionBefore(deps, actor, update.id, action, { markdown, always: true });
    if (question && question.token !== token) {
      const more = { reason, again: "Something changed since you opened this. Read what is open now." };
      return { update: questionForm(deps, actor, { kind, ref, update, question, ...more }) };
    }
    const { revision, channel } = await (action === "approve" ? approve : correct)(deps, actor, update.id, {
      markdown,
      base_revision: ref.revision,
      channel_id: ref.channel_id,
      override_reason: reason || null,
      acknowledged: (question?.findings ?? []).map(({ key }) => key),
    });
    // The form does not wait for the card.
    void drawNow(deps, update.id);
    if (action === "correct") return { done: `The messages become version ${revision}.` };
    return { done: `Approved: update ${update.number}, version ${revision}, for #${channel.name}.` };
  };
}

type Form = {
  kind: AskedKind;
  ref: CardRef;
  update: Pick<Update, "id" | "number">;
  question: Question;
  again?: string;
  reason?: string;
};

/** The form that asks about what is open. */
export const questionForm = (deps: SlackDeps, { name }: Actor, { update, ...asked }: Form): ModalView =>
  questionModal({ ...asked, name, update: { number: update.number, url: urlOf(deps, update) } });
