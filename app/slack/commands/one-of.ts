import type { Profile, Update } from "../../../db/app/tables.ts";
import { findUpdateByNumber } from "../../../db/app/updates.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../../deps.ts";
import { listProfiles } from "../../../db/app/profiles.ts";
import { unescaped } from "../read-words.ts";
import { meantProfiles } from "./find-profile.ts";
import { eitherOf } from "../../../base/listed.ts";

const SHOWN = 8;

/** @throws {Problem} `not_found`, naming the profiles there are; `invalid` where several are meant, naming those. */
export async function profileCalled(deps: Deps, { team_id }: Actor, words: string): Promise<Profile> {
  const said = unescaped(words);
  const all = await listProfiles(deps.db, team_id);
  const meant = meantProfiles(all, said);
  if (meant.length === 1 && meant[0]) return meant[0];
  if (meant.length > 1) {
    throw new Problem("invalid", `“${said}” fits ${meant.length} profiles.`, `Say which: ${namesOf(meant)}.`);
  }
  const remedy = all.length > 0 ? `There are ${namesOf(all)}.` : "There are none yet: save one in the browser first.";
  throw new Problem("not_found", `There is no profile “${said.slice(0, 80)}”.`, remedy);
}

const namesOf = (profiles: readonly Profile[]): string => eitherOf(profiles.slice(0, SHOWN).map(({ name }) => name));

/** @throws {Problem} `not_found`, `gone` */
export async function updateNumbered(deps: Deps, { team_id }: Actor, number: number): Promise<Update> {
  const update = await findUpdateByNumber(deps.db, team_id, number);
  if (!update) throw new Problem("not_found", `There is no update #${number}.`, "Write /pulse list to see yours.");
  if (update.deleted_at) {
    throw new Problem(
      "gone",
      `Update #${number} was deleted.`,
      "Bring it back from the list of updates in the browser.",
    );
  }
  return update;
}
