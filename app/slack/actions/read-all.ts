import type { Actions } from "../seen.ts";
import { readForm } from "../views/read-form.ts";
import { onCard } from "./on-card.ts";

/** The newest text, whole, for whoever sees the card: of an older one the card says how it begins. */
export const readAll: Actions["read_all"] = onCard(async (deps, { actor, trigger_id }, { update_id }) => {
  await deps.calls.open(trigger_id, await readForm(deps, actor, update_id));
});
