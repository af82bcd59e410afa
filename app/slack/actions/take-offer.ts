import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor } from "../../deps.ts";
import { takeOffer } from "../../updates/take-offer.ts";
import { readListed } from "../blocks/item-list.ts";
import { readOffer } from "../blocks/offer-button.ts";
import type { ModalView } from "../blocks/shapes.ts";
import { escaped } from "../blocks/text.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import type { Actions, OpenView } from "../seen.ts";
import { draftNow } from "../seen-update.ts";
import { askedAnew } from "../views/asked-now.ts";
import { itemsForm } from "../views/items-form.ts";
import { readForm } from "../views/read-form.ts";
import { openForm, redrawDone } from "./redraw.ts";
import { saidOf } from "./said-of.ts";

const AGAIN = "Press Read all or Edit on its card once more.";

/** What a check offers, taken over with one tap, wherever it is shown: the form says what came of it, over the text as it is then. */
export const takeOffered: Actions["take_offer"] = async (deps, clicked) => {
  const view = openForm(clicked, AGAIN);
  const { actor, value } = clicked;
  const { update_id, finding_key, seen } = readOffer(value);
  const note = await saidOf(async () => {
    if (view.callback_id !== "correct_read") await draftNow(deps, actor, update_id);
    const { name } = await takeOffer(deps, actor, update_id, { finding_key, seen });
    return `*${escaped(name)}.* Taken over from the evidence: it makes nobody an author.`;
  });
  await redrawDone(deps, view, () => formNow(deps, actor, { view, update_id, note: note ?? "" }));
  await drawNow(deps, update_id);
};

type Now = { view: OpenView; update_id: string; note: string };

/** The form that holds the button, about the text as it is by now. */
async function formNow(deps: SlackDeps, actor: Actor, { view, update_id, note }: Now): Promise<ModalView> {
  switch (view.callback_id) {
    case "read_all":
      return readForm(deps, actor, update_id, note);
    case "edit_items":
      return itemsForm(deps, actor, update_id, { page: readListed(view.private_metadata).page, note });
    case "approve_read":
    case "correct_read":
      return askedAnew(deps, actor, view.callback_id, view, note);
    default:
      throw new Problem("invalid", "This button is from another time.", AGAIN);
  }
}
