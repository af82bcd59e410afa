import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { requireSeenChannel } from "../../updates/require-seen-channel.ts";
import { moveOf } from "../../updates/seen-move.ts";
import { keptForm, type SentForm } from "../blocks/kept-form.ts";
import type { ModalView } from "../blocks/shapes.ts";
import { escaped } from "../blocks/text.ts";
import { writeCardRef, type CardRef } from "../card-ref.ts";
import type { SlackDeps } from "../deps.ts";
import { seenUpdate } from "../seen-update.ts";

const AGAIN =
  "Nothing was done. What you typed stands here: look at its card, and press the button again if you still mean it.";

/** Null where the update is as it was when the form opened; else the form once more, about how it is by now. */
export async function unlessSeen(
  deps: SlackDeps,
  actor: Actor,
  ref: CardRef,
  form: SentForm,
): Promise<ModalView | null> {
  try {
    const update = await seenUpdate(deps, { actor }, ref);
    if (update.state === "in_review") requireSeenChannel(update, ref);
    return null;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "conflict") throw error;
    const { revision, channel } = await getUpdate(deps.db, actor, ref.update_id);
    const move = ref.move && (await moveOf(deps.db, ref.update_id));
    const metadata = writeCardRef({ ...ref, revision, channel_id: channel.id, ...(move && { move }) });
    return keptForm(form, { note: `*${escaped(error.message)}*\n${AGAIN}`, metadata });
  }
}
