import { findPersonById } from "../../db/app/people.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Revision, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";
import { getUpdate, requireState } from "../updates/change-state.ts";
import { requireSeenMove } from "../updates/seen-move.ts";
import type { CardRef } from "./card-ref.ts";
import type { SlackDeps } from "./deps.ts";

/**
 * The update, if its newest text is the one that the person saw, or it is where it was then.
 *
 * @throws {Problem} `conflict`, naming who wrote the newer one, or brought it where it is; `not_found`, `gone`.
 */
export async function seenUpdate(
  { db }: SlackDeps,
  { actor }: { actor: Actor },
  { update_id, revision, move }: CardRef,
): Promise<Update> {
  const update = await getUpdate(db, actor, update_id);
  const isDraft = update.state === "in_review";
  // Elsewhere than in review, where it is says more than how old the text is.
  if (move && !isDraft) await requireSeenMove(db, actor, update, move);
  // What was pressed on something else than a draft says itself that this is one by now.
  if (move || !isDraft || update.revision === revision) return update;
  const newest = await findRevision(db, update_id, update.revision);
  const by = newest?.written_by ? ((await findPersonById(db, newest.written_by))?.name ?? "Somebody") : "Pulse";
  throw new Problem(
    "conflict",
    `${by} changed the text since: it is revision ${update.revision} now.`,
    "Nothing was done. The card shows the newer one: read it, then decide.",
  );
}

/** @throws {Problem} `not_found` for a version that never was. */
export async function revisionSeen({ db }: SlackDeps, { update_id, revision }: CardRef): Promise<Revision> {
  const seen = await findRevision(db, update_id, revision);
  if (seen) return seen;
  throw new Problem("not_found", "This update has no text yet.", "Wait until it is written.");
}

/** Which words of somebody's were seen with a text, so that others, a moment later, are not dropped with it. */
export const copyOf = ({ working_copy_at }: Update): string => working_copy_at?.toISOString() ?? "";

/** Only a draft is edited here: where somebody decided meanwhile that is said, and nothing is done to what they decided on. */
export async function draftNow({ db }: SlackDeps, actor: Actor, id: string): Promise<Update> {
  const update = await getUpdate(db, actor, id);
  await requireState(db, actor, update, ["in_review"]);
  return update;
}

/** An approval ends what is being typed, and nobody's words are dropped from here. */
export async function requireNobodyTyping(
  { db }: SlackDeps,
  actor: Actor,
  update: Update,
  markdown: string,
): Promise<void> {
  const { state, working_copy, working_copy_by } = update;
  if (state !== "in_review" || working_copy === null || working_copy === markdown) return;
  const person = working_copy_by ? await findPersonById(db, working_copy_by) : undefined;
  const who = working_copy_by && working_copy_by === actor.id ? "You have" : `${person?.name ?? "Somebody"} has`;
  throw new Problem(
    "conflict",
    `${who} unsaved words.`,
    "Press Edit: it shows those words, and saving makes them a revision.",
  );
}
