import { listAudit } from "../../../db/app/audit.ts";
import { giveCards, listGivenCards } from "../../../db/app/cards.ts";
import { listTeam } from "../../../db/app/people.ts";
import { getScheduleById } from "../../../db/app/schedules.ts";
import { findSlotOf } from "../../../db/app/slots.ts";
import type { Update } from "../../../db/app/tables.ts";
import { askedOf } from "../../updates/asked-of.ts";
import { subjectOf } from "../../updates/require-may.ts";
import type { SlackDeps } from "../deps.ts";
import { recipients, type Facts } from "./recipients.ts";

/** A card for everybody who ought to have one by now; it is sent when it is drawn. */
export async function giveDue(deps: SlackDeps, update: Update): Promise<void> {
  if (update.deleted_at) return;
  await giveCards(deps.db, update, recipients(await factsOf(deps, update)));
}

const ASKS: ReadonlySet<string> = new Set([
  "update.composed",
  "update.generated_again",
  "update.continued",
  "update.copied",
]);

async function factsOf({ db, clock }: SlackDeps, update: Update): Promise<Facts> {
  const { id, team_id, state, review_requested_by, review_requested_at } = update;
  const [audit, given, people] = await Promise.all([listAudit(db, id), listGivenCards(db, id), listTeam(db, team_id)]);
  const written = audit.findLast(({ action }) => action === "update.written")?.at ?? null;
  const owner = written && (await ownerOf(db, id));
  const waits = state === "in_review" && review_requested_by && review_requested_at;
  return {
    now: clock(),
    people,
    given,
    subject: await subjectOf(db, update, clock()),
    asked_in_slack: audit.flatMap(({ surface, actor_id, action, at }) =>
      surface === "slack" && actor_id && ASKS.has(action) ? [{ person_id: actor_id, at }] : [],
    ),
    scheduled: owner ? { person_id: owner, at: written } : null,
    requested: waits ? { person_id: review_requested_by, at: review_requested_at, whom: askedOf(update) } : null,
  };
}

async function ownerOf(db: SlackDeps["db"], updateId: string): Promise<string | null> {
  const slot = await findSlotOf(db, updateId);
  if (!slot) return null;
  return (await getScheduleById(db, slot.schedule_id)).owner_id;
}
