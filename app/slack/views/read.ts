import { approve } from "../../updates/approve.ts";
import { chosenTime } from "../../updates/chosen-time.ts";
import { correct } from "../../updates/correct.ts";
import type { Question } from "../../updates/question-before.ts";
import { hadFields } from "../blocks/when-inputs.ts";
import { drawNow } from "../cards/draw.ts";
import { offerUndo } from "../offer-undo.ts";
import type { ViewListeners } from "../seen.ts";
import { copyOf } from "../seen-update.ts";
import { askedNow } from "./asked-now.ts";

/** What was open is read: the text goes out when it was chosen to. A yes is to what was asked alone. */
export const approveRead: ViewListeners["approve_read"] = async (deps, { actor, view, whisper }) => {
  const { ref, typed, update, markdown, question, changed, form } = await askedNow(deps, actor, "approve_read", view);
  if (changed || !hadFields(view.values)) return { update: await form() };
  const chosen = chosenTime(typed, question, deps.clock());
  if (!chosen.ok) return { errors: { [chosen.field]: chosen.why } };
  const { ok: _, ...time } = chosen;
  const seen = { markdown, base_revision: ref.revision, base_copy: copyOf(update) };
  const given = { ...seen, channel_id: ref.channel_id, ...answerIn(question, typed) };
  const approved = await approve(deps, actor, update.id, { ...given, ...time, undo: true });
  // The form does not wait for the card.
  void drawNow(deps, update.id);
  void offerUndo(deps, { whisper }, ref, approved);
  const { number, revision, channel } = approved;
  return { done: `Approved: update ${number}, revision ${revision}, for #${channel.name}.` };
};

/** The same for a correction, which changes what stands there at once. */
export const correctRead: ViewListeners["correct_read"] = async (deps, { actor, view }) => {
  const { ref, typed, update, markdown, question, changed, form } = await askedNow(deps, actor, "correct_read", view);
  if (changed) return { update: await form() };
  const seen = { markdown, base_revision: ref.revision, base_copy: copyOf(update) };
  const given = { ...seen, channel_id: ref.channel_id, ...answerIn(question, typed) };
  const { revision } = await correct(deps, actor, update.id, given);
  void drawNow(deps, update.id);
  return { done: `The messages become revision ${revision}.` };
};

const answerIn = ({ findings }: Question, { reason }: { reason: string }) => ({
  override_reason: reason || null,
  acknowledged: findings.map(({ key }) => key),
});
