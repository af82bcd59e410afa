import { findNewestOf, listMine, type NamedUpdate } from "../../../db/app/homes.ts";
import { findPersonById } from "../../../db/app/people.ts";
import { says } from "../answer.ts";
import { statusMessage } from "../blocks/list.ts";
import type { SlackDeps } from "../deps.ts";
import { progressOf } from "../progress.ts";
import { numberIn } from "../read-words.ts";
import type { Commanded, Commands } from "../seen.ts";
import { profileCalled, updateNumbered } from "./one-of.ts";

const SHOWN = 8;

/** `/pulse status`: how far yours are; with a number or a profile, how far that one is. */
export const status: Commands["status"] = async (deps, seen) => {
  const updates = await asked(deps, seen);
  if (updates.length > 0) return statusMessage(await Promise.all(updates.map((one) => progressOf(deps, one))));
  return says(
    seen.words
      ? "This profile has no updates yet."
      : "Nothing of yours is under way. Write /pulse to ask for an update.",
  );
};

async function asked(deps: SlackDeps, { actor, words }: Commanded): Promise<NamedUpdate[]> {
  if (words === "") return listMine(deps.db, actor.team_id, actor.id ?? "", SHOWN);
  const number = numberIn(words);
  if (number === null) {
    const profile = await profileCalled(deps, actor, words);
    const newest = await findNewestOf(deps.db, actor.team_id, profile.id);
    return newest ? [newest] : [];
  }
  const update = await updateNumbered(deps, actor, number);
  const creator = await findPersonById(deps.db, update.created_by);
  return [{ ...update, creator_name: creator?.name ?? "somebody" }];
}
