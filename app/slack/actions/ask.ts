import type { Update } from "../../../db/app/tables.ts";
import { sha256 } from "../../../webhooks/contract/digest.ts";
import { writingRefusals } from "../../people/require-may.ts";
import { requireState } from "../../updates/change-state.ts";
import { requireMayTo } from "../../updates/require-may.ts";
import { section } from "../blocks/block.ts";
import { channelModal } from "../blocks/draft-channel.ts";
import { editModal } from "../blocks/draft-edit.ts";
import { reasonModal, type Asking } from "../blocks/draft-reason.ts";
import { splitText } from "../blocks/draft-sections.ts";
import type { Message } from "../blocks/shapes.ts";
import { escaped, link } from "../blocks/text.ts";
import type { CardRef } from "../card-ref.ts";
import type { SlackDeps } from "../deps.ts";
import { editorText } from "../editor-text.ts";
import { urlOf } from "../listed.ts";
import { LISTENERS } from "../rights.ts";
import type { Actions, Clicked } from "../seen.ts";
import { seenUpdate } from "../seen-update.ts";
import { itemsForm } from "../views/items-form.ts";
import { onCard } from "./on-card.ts";

/** In which state each form makes sense; asked before anybody types. */
const WHEN = {
  edit: "in_review",
  change_channel: "in_review",
  request_changes: "in_review",
  reject: "in_review",
  correct: "posted",
  retract: "posted",
} as const;

/** A draft is changed by its items; the list has it as text, too. */
export const askForEdit: Actions["edit"] = onCard(async (deps, clicked, ref) => {
  const { id } = await askable(deps, clicked, ref, "edit");
  await deps.calls.open(clicked.trigger_id, await itemsForm(deps, clicked.actor, id));
});

/** Asks for the reason; what is asked for is done when the form comes back (views/reason.ts). */
export function askWhy(kind: Asking): Actions["reject"] {
  return onCard(async (deps, clicked, ref) => {
    const update = await askable(deps, clicked, ref, kind);
    await deps.calls.open(clicked.trigger_id, reasonModal(kind, ref, update));
  });
}

/** Asks for the other channel; it goes there when the form comes back (views/change-channel.ts). */
export const askWhere: Actions["change_channel"] = onCard(async (deps, clicked, ref) => {
  const update = await askable(deps, clicked, ref, "change_channel");
  await deps.calls.open(clicked.trigger_id, channelModal(ref, update, await deps.pickers.channels()));
});

/** Whoever may not hears so before they type; so does whoever comes too late. */
async function askable(deps: SlackDeps, clicked: Clicked, ref: CardRef, kind: keyof typeof WHEN): Promise<Update> {
  const { actor } = clicked;
  const update = await seenUpdate(deps, clicked, ref);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, LISTENERS.action[kind], update));
  await requireState(deps.db, actor, update, [WHEN[kind]]);
  return update;
}

/** What stands in Slack is corrected as text: all of it changes at once. */
export const askForCorrection: Actions["correct"] = onCard(async (deps, clicked, ref) => {
  const update = await askable(deps, clicked, ref, "correct");
  const text = await editorText(deps, update);
  const sections = splitText(text);
  const url = `${urlOf(deps, update)}?correct`;
  const modal = sections && editModal({ kind: "correct", update: { ...update, url }, digest: sha256(text), sections });
  if (!modal) return clicked.whisper(tooLong(update.number, url));
  await deps.calls.open(clicked.trigger_id, modal);
});

function tooLong(number: number, url: string): Message {
  const words = `Update ${number} is too long to be changed in Slack.`;
  return { text: escaped(words), blocks: [section(`${escaped(words)} ${link(url, "Change it in the browser")}`)] };
}
