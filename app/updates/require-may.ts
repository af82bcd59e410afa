import { listEditors } from "../../db/app/edits.ts";
import { holdRules } from "../../db/app/profiles.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Db, Tx, Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { NEEDS_SUBJECT, type Action, type Subject } from "../people/policy.ts";
import { requireMay } from "../people/require-may.ts";
import { rulesOver } from "../profiles/rules-over.ts";

/**
 * Asks the policy about this update, as it is now; inside a transaction it stays so until that ends.
 *
 * @throws {Refused} `forbidden`, naming who could; `conflict` when its time to be approved is over.
 */
export async function requireMayTo(
  tx: Db,
  { clock }: Pick<Deps, "clock">,
  actor: Actor,
  action: Action,
  update: Update,
): Promise<void> {
  if (tx.isTransaction && NEEDS_SUBJECT.has(action)) await holdRules(tx as Tx, update.team_id);
  const subject = NEEDS_SUBJECT.has(action) ? await subjectOf(tx, update, clock()) : null;
  await requireMay(tx, actor, action, { update_id: update.id, subject });
}

/** What the policy wants to know of an update; Slack's cards and the pages ask it with the same. */
export async function subjectOf(db: Db, update: Update, now: Date): Promise<Subject> {
  const newest = (await findRevision(db, update.id, update.revision))?.written_by;
  return {
    created_by: update.created_by,
    written_by: [...(newest ? [newest] : []), ...(await listEditors(db, update.id))],
    rules: (await rulesOver(db, update)).map(({ rules }) => rules),
    due_at: update.review_due_at,
    now,
  };
}
