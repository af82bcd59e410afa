import { voidApproval } from "../../db/app/decisions.ts";
import { findRevision, insertRevision } from "../../db/app/revisions.ts";
import type { Tx, Update, UpdateState } from "../../db/app/tables.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import { requireFitting } from "../../webhooks/contract/text-limit.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { StaleText, textOf, type Newest, type Text } from "./text.ts";

export type Edited = {
  markdown: string;
  base_revision: number;
  /** When the working copy that its writer saw was kept, "" for none; absent: not asked. */
  base_copy?: string;
};

/** Where people may write: a draft, and a posted text that is about to be corrected. */
export const EDITABLE: readonly UpdateState[] = ["in_review", "posted"];

/**
 * Keeps what is being typed. No revision, no digest, no audit event: it is not a text yet that anyone decided on.
 *
 * @throws {Problem} `conflict` outside `EDITABLE`, `invalid` for a text that is longer than fits; {StaleText} when someone saved in the meantime.
 */
export async function saveWorkingCopy(
  deps: Deps,
  actor: Actor,
  id: string,
  edited: Edited,
): Promise<{ saved_at: Date }> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, EDITABLE);
    await requireMayTo(tx, deps, actor, "edit", update);
    requireFitting(edited.markdown);
    await requireNewest(tx, actor, update, edited);
    const saved_at = deps.clock();
    const change = { working_copy: normalise(edited.markdown), working_copy_by: actor.id, working_copy_at: saved_at };
    await changeUpdate(tx, id, change);
    return { saved_at };
  });
}

/**
 * Makes a revision of what was typed; equal text makes none.
 *
 * @throws {Problem} `conflict`, `invalid` for an empty or too long text; {StaleText} when someone saved in the meantime.
 */
export async function save(deps: Deps, actor: Actor, id: string, edited: Edited): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, EDITABLE);
    await requireMayTo(tx, deps, actor, "edit", update);
    return (await revise(tx, deps, actor, update, edited)).update;
  });
}

/** The locked update with this text as its newest revision. Any edit ends an approval: it was of another text. */
export async function revise(
  tx: Tx,
  { clock }: Deps,
  actor: Actor,
  update: Update,
  edited: Edited,
): Promise<{ update: Update; text: Text }> {
  const text = textOf(edited.markdown);
  await requireNewest(tx, actor, update, edited);
  const newest = await findRevision(tx, update.id, update.revision);
  const cleared = { working_copy: null, working_copy_by: null, working_copy_at: null };
  if (newest?.digest === text.digest) return { update: await changeUpdate(tx, update.id, cleared), text };
  const number = update.revision + 1;
  await insertRevision(tx, { ...text, update_id: update.id, number, written_by: actor.id, run_id: null, note: null });
  if (update.state !== "posted") await voidApproval(tx, update.id, "the text was edited", clock());
  await audit(tx, actor, update, "update.revised", { revision: number, digest: text.digest });
  return { update: await changeUpdate(tx, update.id, { ...cleared, revision: number }), text };
}

/** Nobody's words go without being seen: neither a newer revision nor what somebody else types at the moment. */
async function requireNewest(tx: Tx, actor: Actor, update: Update, edited: Edited): Promise<void> {
  const yours = normalise(edited.markdown);
  const newest =
    edited.base_revision === update.revision
      ? unseenCopy(actor, update, edited)
      : await findRevision(tx, update.id, update.revision);
  if (newest && newest.markdown !== yours) throw new StaleText(newest, yours);
}

function unseenCopy({ id }: Actor, update: Update, { base_copy }: Edited): Newest | undefined {
  const { working_copy: markdown, working_copy_by: written_by, working_copy_at, revision: number } = update;
  if (base_copy === undefined || markdown === null || written_by === id) return undefined;
  return working_copy_at?.toISOString() === base_copy ? undefined : { number, markdown, written_by };
}
