import { sayWhy } from "../../feedback/say-why.ts";
import { readTap } from "../../feedback/tap.ts";
import type { Actions } from "../seen.ts";
import { onCard } from "./on-card.ts";

/** Its button says what and on what: "wrong:on:…", with the card's own reference behind it. */
export const sayWhyShown: Actions["say_why"] = (deps, clicked) => {
  const [reason = "", on = "", ...ref] = clicked.value.split(":");
  const said = onCard(async (_, { actor }, { update_id }) => {
    await sayWhy(deps, actor, update_id, { item: "", ...readTap(`${reason}:${on}`) });
    return "Thank you. The card shows what you said.";
  });
  return said(deps, { ...clicked, value: ref.join(":") });
};
