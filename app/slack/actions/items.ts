import { sha256 } from "../../../webhooks/contract/digest.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { editItem } from "../../updates/edit-item.ts";
import { undoEdit } from "../../updates/undo-edit.ts";
import { editModal } from "../blocks/draft-edit.ts";
import { splitText } from "../blocks/draft-sections.ts";
import { leaveOutModal } from "../blocks/item-form.ts";
import { readListed, type Listed } from "../blocks/item-list.ts";
import { escaped, link } from "../blocks/text.ts";
import type { SlackDeps } from "../deps.ts";
import { draftNow } from "../seen-update.ts";
import { editorText } from "../editor-text.ts";
import { urlOf } from "../listed.ts";
import type { Actions, Clicked, OpenView } from "../seen.ts";
import { itemForm } from "../views/item-form.ts";
import { itemsForm, pieceIn } from "../views/items-form.ts";
import { offerWording, stopWording } from "./wording.ts";
import { openForm, redraw, redrawDone } from "./redraw.ts";
import { saidOf } from "./said-of.ts";

type Act = (deps: SlackDeps, clicked: Clicked, on: Listed, list: OpenView) => Promise<string | void>;

/** Does it, and draws the list anew, with what was done above it, or why it was not. */
function onList(act: Act): Actions["item_up"] {
  return async (deps, clicked) => {
    const list = openForm(clicked, "Press Edit on its card once more.");
    const on = readListed(list.private_metadata);
    const note = await saidOf(async () => {
      await draftNow(deps, clicked.actor, on.update_id);
      return act(deps, clicked, on, list);
    });
    if (note === undefined) return;
    await redrawDone(deps, list, () => itemsForm(deps, clicked.actor, on.update_id, { page: on.page, note }));
  };
}

const does = (act: "up" | "down" | "merge") =>
  onList(async (deps, { actor, value: key }, { update_id }) => {
    const { name } = await editItem(deps, actor, update_id, { act: { act, key } });
    return `${escaped(name)}.`;
  });

const takes = (way: "undo" | "redo") =>
  onList(async (deps, { actor, value }, { update_id }) => {
    const { name } = await undoEdit(deps, actor, update_id, way, value);
    return `${way === "undo" ? "Taken back" : "Done again"}: ${escaped(name)}.`;
  });

/** What can be done in the list of a draft's items. */
export const itemActions = {
  item_up: does("up"),
  item_down: does("down"),
  item_merge: does("merge"),
  items_undo: takes("undo"),
  items_redo: takes("redo"),
  items_page: async (deps, clicked) => {
    const list = openForm(clicked, "Press Edit on its card once more.");
    const { update_id } = readListed(list.private_metadata);
    await redraw(deps, list, await itemsForm(deps, clicked.actor, update_id, { page: Number(clicked.value) || 0 }));
  },
  wording: offerWording,
  wording_stop: stopWording,
  item_edit: onList(async (deps, { actor, value: key, trigger_id }, { update_id, page }, list) => {
    const { piece, pieces } = await pieceIn(deps, actor, update_id, key);
    const ref = { update_id, key, page, list: list.id, draw: 0, section: piece.section_key };
    await deps.calls.push(trigger_id, await itemForm(deps, actor, { ref, piece, pieces }));
  }),
  item_out: onList(async (deps, { actor, value: key, trigger_id }, { update_id, page }, list) => {
    const { piece } = await pieceIn(deps, actor, update_id, key);
    await deps.calls.push(trigger_id, leaveOutModal({ update_id, key, page, list: list.id, draw: 0 }, piece));
  }),
  edit_text: onList(async (deps, { actor }, { update_id }, list) => {
    const update = await getUpdate(deps.db, actor, update_id);
    const text = await editorText(deps, update);
    const sections = splitText(text);
    const url = urlOf(deps, update);
    const modal = sections && editModal({ kind: "edit", update: { ...update, url }, digest: sha256(text), sections });
    if (!modal) return `*It is too long to be changed as text in Slack.* ${link(url, "Change it in the browser")}`;
    await redraw(deps, list, modal);
  }),
} satisfies Partial<Actions>;
