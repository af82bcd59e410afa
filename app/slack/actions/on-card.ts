import { findPersonById } from "../../../db/app/people.ts";
import { findRevision } from "../../../db/app/revisions.ts";
import type { Revision, Update } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { says } from "../answer.ts";
import { readCardRef, type CardRef } from "../card-ref.ts";
import { adopt } from "../cards/adopt.ts";
import { drawNow } from "../cards/draw.ts";
import type { SlackDeps } from "../deps.ts";
import type { Clicked } from "../seen.ts";

/** What a click does; the words are for whoever does not see the card change, because they clicked elsewhere. */
type Work = (deps: SlackDeps, clicked: Clicked, ref: Required<CardRef>) => Promise<string | void>;

/** Does it, and draws the card anew whatever came of it: who clicked on something old sees how things stand. */
export function onCard(work: Work): (deps: SlackDeps, clicked: Clicked) => Promise<void> {
  return async (deps, clicked) => {
    const ref = readCardRef(clicked.value);
    try {
      await adopt(deps, clicked, ref);
      const done = await work(deps, clicked, ref);
      if (done && !ref.on_card) await clicked.whisper(says(done));
    } finally {
      await drawNow(deps, ref.update_id);
    }
  };
}

/**
 * The update, if its newest text is the one that the person saw.
 *
 * @throws {Problem} `conflict`, naming who wrote the newer one; `not_found`, `gone`.
 */
export async function seenUpdate(
  { db }: SlackDeps,
  { actor }: Pick<Clicked, "actor">,
  { update_id, revision }: CardRef,
): Promise<Update> {
  const update = await getUpdate(db, actor, update_id);
  // Elsewhere than in review, where it is says more than how old the text is.
  if (update.state !== "in_review" || update.revision === revision) return update;
  const newest = await findRevision(db, update_id, update.revision);
  const by = newest?.written_by ? ((await findPersonById(db, newest.written_by))?.name ?? "Somebody") : "Pulse";
  throw new Problem(
    "conflict",
    `${by} changed the text since: it is version ${update.revision} now.`,
    "Nothing was done. The card shows the newer one: read it, then decide.",
  );
}

/** @throws {Problem} `not_found` for a version that never was. */
export async function revisionSeen({ db }: SlackDeps, { update_id, revision }: CardRef): Promise<Revision> {
  const seen = await findRevision(db, update_id, revision);
  if (seen) return seen;
  throw new Problem("not_found", "This update has no text yet.", "Wait until it is written.");
}
