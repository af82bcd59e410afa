import { waitingMessage } from "../blocks/list.ts";
import { listedOf, waitingFor } from "../listed.ts";
import { offerToActor } from "../offer-to-actor.ts";
import type { Commands } from "../seen.ts";

/** A message holds 50 blocks; nobody reads that many. */
const SHOWN = 12;

/** `/pulse list`: what waits for whoever asks. */
export const list: Commands["list"] = async (deps, { actor }) => {
  const waiting = await waitingFor(deps, { id: actor.id ?? "", team_id: actor.team_id });
  const may = await offerToActor(deps, actor);
  const shown = waiting.slice(0, SHOWN).map((update) => listedOf(deps, update));
  return waitingMessage(shown, waiting.length - shown.length, `${deps.settings.publicUrl}/approvals`, may("compose"));
};
