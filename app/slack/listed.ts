import { listWaiting, type NamedUpdate } from "../../db/app/homes.ts";
import { findPersonNow } from "../../db/app/people.ts";
import { mayDo } from "../people/policy.ts";
import type { Deps } from "../deps.ts";
import { subjectOf } from "../updates/require-may.ts";
import type { UpdateLine } from "./blocks/list.ts";

export const urlOf = ({ settings }: Pick<Deps, "settings">, { id }: { id: string }): string =>
  `${settings.publicUrl}/updates/${id}`;

export function listedOf(deps: Pick<Deps, "settings">, update: NamedUpdate): UpdateLine {
  const { id, number, revision, state, title, channel, creator_name, changed_at, review_due_at } = update;
  return {
    id,
    number,
    revision,
    state,
    title,
    channel,
    asked_by: creator_name,
    at: changed_at,
    due_at: review_due_at,
    url: urlOf(deps, update),
  };
}

/** No list is longer than what somebody reads. */
const LOOKED_AT = 60;

/** What waits and what this person can end: drafts that they may approve, and posts that got stuck. */
export async function waitingFor(deps: Deps, person: { id: string; team_id: string }): Promise<NamedUpdate[]> {
  const asker = await findPersonNow(deps.db, person.id);
  if (!asker) return [];
  const { id, role, deactivated_at } = asker;
  const waiting = await listWaiting(deps.db, person.team_id, LOOKED_AT);
  const theirs = await Promise.all(
    waiting.map(async (update) => {
      const action = update.state === "in_review" ? "approve" : "post_retry";
      const subject = action === "approve" ? await subjectOf(deps.db, update, deps.clock()) : null;
      return mayDo({ id, role, deactivated_at, surface: "slack" }, action, subject).ok;
    }),
  );
  return waiting.filter((_update, at) => theirs[at]);
}
