import { findCardAt, giveCards, listCards, markCardSent } from "../../../db/app/cards.ts";
import { getUpdate } from "../../updates/change-state.ts";
import type { CardRef } from "../card-ref.ts";
import type { SlackDeps } from "../deps.ts";
import type { Clicked } from "../seen.ts";

/**
 * A card that we sent without hearing that it arrived: now somebody clicks on it. It becomes theirs; where they have another one by
 * now, that one stays and this one goes.
 */
export async function adopt(deps: SlackDeps, { actor, message }: Clicked, ref: Required<CardRef>): Promise<void> {
  const { db, calls, clock, log } = deps;
  if (!ref.on_card || !message || !actor.id || (await findCardAt(db, message))) return;
  const update = await getUpdate(db, actor, ref.update_id);
  await giveCards(db, update, [actor.id]);
  const own = (await listCards(db, update.id)).find(({ person_id }) => person_id === actor.id);
  if (own?.state === "waiting" && (await markCardSent(db, own.id, { ...message, digest: null, sent_at: clock() })))
    return;
  await calls.remove(message.channel, message.ts).catch((error: unknown) => {
    log.warn({ error: error instanceof Error ? error.message : "failed" }, "a second card could not be removed");
  });
}
