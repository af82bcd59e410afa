import type { Actions } from "../seen.ts";
import { askedNow } from "../views/asked-now.ts";
import { openForm, redraw } from "./redraw.ts";

/** Somebody chose when: a time of their own has a day and an hour, and nothing else has. */
export const chooseWhen: Actions["approve_when"] = async (deps, clicked) => {
  const view = openForm(clicked, "Press Approve on its card once more.");
  const { form } = await askedNow(deps, clicked.actor, "approve_read", view);
  await redraw(deps, view, await form());
};
