import { findRevision } from "../../db/app/revisions.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import type { Actor } from "../deps.ts";
import { StaleText, type Newest } from "./text.ts";

export type Edited = {
  markdown: string;
  base_revision: number;
  /** When the working copy that its writer saw was kept, "" for none; absent: not asked. */
  base_copy?: string;
};

/** Nobody's words go without being seen: neither a newer revision nor what somebody else types at the moment. */
export async function requireNewest(tx: Tx, actor: Actor, update: Update, edited: Edited): Promise<void> {
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
