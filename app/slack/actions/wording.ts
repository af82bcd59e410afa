import { isWordingStopped, stopAskedWording } from "../../../db/app/wordings.ts";
import { newId } from "../../../webhooks/contract/ids.ts";
import type { Actor } from "../../deps.ts";
import { errorCode } from "../../slack-api/error-code.ts";
import { late } from "../../soon.ts";
import { readItem } from "../blocks/item-form.ts";
import { readWordingOn, wordingModal, wordingsIn, type WordingForm } from "../blocks/item-wording.ts";
import type { ModalView } from "../blocks/shapes.ts";
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
    return askAndShow(deps, actor, await deps.calls.push(trigger_id, wordingModal(begun)), begun);
  }
  const hash = await redrawOwn(deps, view, wordingModal(begun));
  // A second tap, or one on a form that shows something else by now: what is asked for there goes on.
  if (hash !== null) await askAndShow(deps, actor, { id: view.id, hash }, begun);
};

/** The form as we left it, drawn anew. @returns its hash then; null: it is closed, or shows what others drew since. */
async function redrawOwn(deps: SlackDeps, { id, hash }: Drawn, form: ModalView): Promise<string | null> {
  try {
    return await deps.calls.redraw(id, hash, form);
  } catch (error) {
    if (!["not_found", "hash_conflict"].includes(errorCode(error))) throw error;
    return null;
  }
}

type Drawn = Pick<OpenView, "id" | "hash">;

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

/**
 * Ends when it is answered, stopped, or nobody looks at the form any more: then the model is not asked any longer. What somebody else drew
 * on the form since (that it was stopped, or that another one is asked for) stays.
 */
async function askAndShow(deps: SlackDeps, actor: Actor, view: Drawn, form: WordingForm): Promise<void> {
  const end = new AbortController();
  const answered = answeredForm(deps, actor, form, end.signal);
  let { hash } = view;
  for (let looks = 1; ; looks += 1) {
    const answer = await Promise.race([answered, late(LOOK_MS)]);
    if (await isWordingStopped(deps.db, form.on.asked)) return end.abort();
    if (answer) return void (await redrawOwn(deps, { ...view, hash }, wordingModal(answer)));
    if (looks % SHOWN_EVERY > 0) continue;
    const drawn = await shownStill(deps, { ...view, hash }, { ...form, asking: (looks * LOOK_MS) / 1_000 });
    if (drawn === null) return end.abort();
    hash = drawn;
  }
}

/** Where Slack does not take it now, the words that are on their way are waited for all the same. */
async function shownStill(deps: SlackDeps, view: Drawn, form: WordingForm): Promise<string | null> {
  try {
    return await redrawOwn(deps, view, wordingModal(form));
  } catch {
    return view.hash;
  }
}

/** Said to whichever process: the one that asks looks for it. */
export const stopWording: Actions["wording_stop"] = async (deps, clicked) => {
  const view = openForm(clicked, AGAIN);
  const on = readWordingOn(view.private_metadata);
  const { actor } = clicked;
  if (!(await stops(deps, on.asked, actor))) return;
  const form = { on, item: await itemNow(deps, actor, on.ref), offered: wordingsIn(view.values), asking: null };
  await redrawBelow(deps, view.id, wordingModal(await stopped(deps, actor, form)));
};

const MOST_TRIES = 10;

/** Its form is there a moment before it is written down what is asked. @returns false: it ended by itself, or is somebody else's. */
async function stops({ db, clock }: SlackDeps, id: string, actor: Actor): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await stopAskedWording(db, { id, asked_by: actor.id }, clock())) return true;
    await late(LOOK_MS / 2);
  }
  return false;
}

async function stopped(deps: SlackDeps, actor: Actor, form: WordingForm): Promise<WordingForm> {
  const wording = await offeredWording(deps, actor, form.on.ref.update_id);
  return { ...form, asking: null, problem: "Stopped. The item is as it was.", wording };
}
