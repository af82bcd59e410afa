import { findPersonById } from "../../db/app/people.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Revision, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";
import { getUpdate } from "../updates/change-state.ts";
import type { CardRef } from "./card-ref.ts";
import type { SlackDeps } from "./deps.ts";

/**
 * The update, if its newest text is the one that the person saw.
 *
 * @throws {Problem} `conflict`, naming who wrote the newer one; `not_found`, `gone`.
 */
export async function seenUpdate(
  { db }: SlackDeps,
  { actor }: { actor: Actor },
  { update_id, revision }: CardRef,
): Promise<Update> {
  const update = await getUpdate(db, actor, update_id);
  // Elsewhere than in review, where it is says more than how old the text is.
  if (update.state !== "in_review" || update.revision === revision) return update;
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
