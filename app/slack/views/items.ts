import { sha256 } from "../../../webhooks/contract/digest.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Act } from "../../message/items/acts.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { editItem } from "../../updates/edit-item.ts";
import { save } from "../../updates/save.ts";
import { StaleText } from "../../updates/text.ts";
import { readItem, readReasonOut, readTyped, type ItemRef, type TypedItem } from "../blocks/item-form.ts";
import { readListed } from "../blocks/item-list.ts";
import type { ModalView } from "../blocks/shapes.ts";
import { escaped } from "../blocks/text.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import { editorText } from "../editor-text.ts";
import { lastWriter } from "../../updates/last-writer.ts";
import type { Submitted, ViewListeners } from "../seen.ts";
import { copyOf, draftNow } from "../seen-update.ts";
import { redrawBelow } from "./redraw-below.ts";
import { itemForm } from "./item-form.ts";
import { itemsForm, pieceIn } from "./items-form.ts";

/** Everything that was done becomes the next version, if it is what the list showed. */
export const saveItems: ViewListeners["edit_items"] = async (deps, { actor, view }) => {
  const { update_id, digest, page } = readListed(view.private_metadata);
  const update = await draftNow(deps, actor, update_id);
  const markdown = await editorText(deps, update);
  const shown = { markdown, base_revision: update.revision, base_copy: copyOf(update) };
  const saved = sha256(markdown) === digest ? await unlessStale(() => save(deps, actor, update_id, shown)) : null;
  if (!saved) {
    const { name } = await lastWriter(deps.db, await getUpdate(deps.db, actor, update_id));
    const note = `*${escaped(name)} changed the text since this was drawn.* Here it is: look, and save it then.`;
    return { update: await itemsForm(deps, actor, update_id, { page, note }) };
  }
  const { revision } = saved;
  // The form does not wait for the card.
  void drawNow(deps, update_id);
  return { done: `Saved as revision ${revision}.` };
};

/** Null where somebody wrote in the very moment. */
async function unlessStale<Done>(act: () => Promise<Done>): Promise<Done | null> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof StaleText) return null;
    throw error;
  }
}

/** An item in other words, or elsewhere: two things, each of which can be taken back. */
export const editOneItem: ViewListeners["edit_item"] = async (deps, { actor, view }) => {
  const ref = readItem(view.private_metadata);
  const typed = readTyped(view.values, ref);
  const names: string[] = [];
  let { key } = ref;
  try {
    await draftNow(deps, actor, ref.update_id);
    const { piece } = await pieceIn(deps, actor, ref.update_id, key);
    for (const act of actsOf(piece, typed, ref)) {
      const done = await editItem(deps, actor, ref.update_id, { act: act(key) });
      names.push(done.name);
      key = done.key;
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { update: await again(deps, actor, { ...ref, key }, typed, error) };
  }
  return backToList(deps, actor, ref, names.join(". "));
};

function actsOf(
  { words, section_key }: { words: string; section_key: string },
  typed: TypedItem,
  { section: shown = section_key }: ItemRef,
): ((key: string) => Act)[] {
  const section = typed.new_section || typed.section;
  const moves = section !== "" && section !== shown && section !== section_key;
  return [
    ...(moves ? [(key: string): Act => ({ act: "move", key, section, before: "" })] : []),
    ...(typed.words !== words ? [(key: string): Act => ({ act: "rewrite", key, words: typed.words })] : []),
  ];
}

/** The form stays with what was typed; where the item is gone, the words are still there to be copied. */
async function again(
  deps: SlackDeps,
  actor: Submitted["actor"],
  ref: ItemRef,
  typed: TypedItem,
  { message, remedy }: Problem,
): Promise<ModalView> {
  const note = `*${escaped(message)}*\n${escaped(remedy)}`;
  const found = await pieceIn(deps, actor, ref.update_id, ref.key).catch((error: unknown) => {
    if (error instanceof Problem) return null;
    throw error;
  });
  const gone = { kind: "prose", section: "", section_key: "", words: typed.words, tail: "", prs: [] } as const;
  const { piece, pieces } = found ?? { piece: { ...gone, lines: [], gap: 0, line: 0, key: ref.key }, pieces: [] };
  return itemForm(deps, actor, { ref, piece, pieces, typed, note });
}

/** Left out, with or without a word why. */
export const leaveOutItem: ViewListeners["leave_out_item"] = async (deps, { actor, view }) => {
  const ref = readItem(view.private_metadata);
  const act = { act: "leave_out", key: ref.key } as const;
  await draftNow(deps, actor, ref.update_id);
  const { name } = await editItem(deps, actor, ref.update_id, { act, reason: readReasonOut(view.values) });
  return backToList(deps, actor, ref, name);
};

/** The list below is drawn anew before the form on it goes. */
async function backToList(
  deps: SlackDeps,
  actor: Submitted["actor"],
  { update_id, list, page }: ItemRef,
  name: string,
) {
  const note = name && `${escaped(name)}.`;
  await redrawBelow(deps, list, await itemsForm(deps, actor, update_id, { page, note }));
  return { done: name ? `${name}.` : "It stays as it is." };
}
