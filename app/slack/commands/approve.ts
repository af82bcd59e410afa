import { writingRefusals } from "../../people/require-may.ts";
import { requireState } from "../../updates/change-state.ts";
import { requireMayTo } from "../../updates/require-may.ts";
import { approvableOf } from "../approvable.ts";
import { approvableMessage } from "../blocks/list-approve.ts";
import { usage } from "../blocks/usage.ts";
import { numberIn, unescaped } from "../read-words.ts";
import type { Commands } from "../seen.ts";
import { updateNumbered } from "./one-of.ts";

/** `/pulse approve N`: shows what would go out. Nobody approves what they have not seen. */
export const showForApproval: Commands["approve"] = async (deps, { actor, words }) => {
  const number = numberIn(words);
  if (number === null) {
    const word = unescaped(words);
    return usage([{ word, why: word ? "That is no number of an update." : "Say which one." }], "approve", "list");
  }
  const update = await updateNumbered(deps, actor, number);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, "approve", update));
  await requireState(deps.db, actor, update, ["in_review"]);
  return approvableMessage(await approvableOf(deps, update));
};
