import { isWordingStopped, stopAskedWording } from "../../../db/app/wordings.ts";
import { newId } from "../../../webhooks/contract/ids.ts";
import type { Actor } from "../../deps.ts";
import { late } from "../../soon.ts";
import { readItem } from "../blocks/item-form.ts";
import { readWordingOn, wordingModal, wordingsIn, type WordingForm } from "../blocks/item-wording.ts";
import type { SlackDeps } from "../deps.ts";
import type { Actions, OpenView } from "../seen.ts";
import { offeredWording } from "../views/item-form.ts";
import { redrawBelow } from "../views/redraw-below.ts";
import { answeredForm, itemNow } from "../views/wording.ts";
import { openForm } from "./redraw.ts";

const AGAIN = "Press Edit on its card once more.";

/** In a form of its own on top of the item's, or once more in that one. It says how long it takes, and can be stopped and closed. */
export const offerWording: Actions["wording"] = async (deps, clicked) => {
  const { actor, trigger_id } = clicked;
  const view = openForm(clicked, AGAIN);
  const begun = await beginning(deps, actor, view);
  if (!isWordingForm(view)) {
    const { id } = await deps.calls.push(trigger_id, wordingModal(begun));
    return askAndShow(deps, actor, id, begun);
  }
  if (await redrawBelow(deps, view.id, wordingModal(begun))) await askAndShow(deps, actor, view.id, begun);
};

const isWordingForm = ({ callback_id }: OpenView): boolean => callback_id === "use_wording";

/** Asked for from the item's form, or from the form that has offered some already. */
async function beginning(deps: SlackDeps, actor: Actor, view: OpenView): Promise<WordingForm> {
  const offered = wordingsIn(view.values);
  const { ref, below } = isWordingForm(view)
    ? readWordingOn(view.private_metadata)
    : { ref: readItem(view.private_metadata), below: view.id };
  return { on: { ref, below, asked: newId() }, item: await itemNow(deps, actor, ref), offered, asking: 0 };
}

/** So often it is asked whether somebody said stop, and every so many of these the form says how long it takes. */
const LOOK_MS = 500;
const SHOWN_EVERY = 4;

/** Ends when it is answered, stopped, or nobody looks at the form any more: then the model is not asked any longer. */
async function askAndShow(deps: SlackDeps, actor: Actor, viewId: string, form: WordingForm): Promise<void> {
  const end = new AbortController();
  const answered = answeredForm(deps, actor, form, end.signal);
  for (let looks = 1; ; looks += 1) {
    const answer = await Promise.race([answered, late(LOOK_MS)]);
    if (answer) return void (await redrawBelow(deps, viewId, wordingModal(answer)));
    if (await isWordingStopped(deps.db, form.on.asked)) {
      end.abort();
      return void (await redrawBelow(deps, viewId, wordingModal(await stopped(deps, actor, form))));
    }
    if (looks % SHOWN_EVERY > 0) continue;
    if (await isLookedAt(deps, viewId, { ...form, asking: (looks * LOOK_MS) / 1_000 })) continue;
    return end.abort();
  }
}

/** Where Slack does not take it now, the words that are on their way are waited for all the same. */
async function isLookedAt(deps: SlackDeps, viewId: string, form: WordingForm): Promise<boolean> {
  try {
    return await redrawBelow(deps, viewId, wordingModal(form));
  } catch {
    return true;
  }
}

/** Said to whichever process: the one that asks looks for it. */
export const stopWording: Actions["wording_stop"] = async (deps, clicked) => {
  const view = openForm(clicked, AGAIN);
  const on = readWordingOn(view.private_metadata);
  const { actor } = clicked;
  if (!(await stopAskedWording(deps.db, { id: on.asked, asked_by: actor.id }, deps.clock()))) return;
  const form = { on, item: await itemNow(deps, actor, on.ref), offered: wordingsIn(view.values), asking: null };
  await redrawBelow(deps, view.id, wordingModal(await stopped(deps, actor, form)));
};

async function stopped(deps: SlackDeps, actor: Actor, form: WordingForm): Promise<WordingForm> {
  const wording = await offeredWording(deps, actor, form.on.ref.update_id);
  return { ...form, asking: null, problem: "Stopped. The item is as it was.", wording };
}
