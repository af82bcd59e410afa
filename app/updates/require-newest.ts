import { hasEditBeside } from "../../db/app/edits.ts";
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

/** Nobody's words go without being seen: neither a newer revision nor what somebody else types at the moment, nor one's own of another tab. */
export async function requireNewest(tx: Tx, actor: Actor, update: Update, edited: Edited): Promise<void> {
  const yours = normalise(edited.markdown);
  const newest =
    edited.base_revision === update.revision
      ? await unseenCopy(tx, actor, update, edited)
      : await findRevision(tx, update.id, update.revision);
  if (newest && newest.markdown !== yours) throw new StaleText(newest, yours);
}

async function unseenCopy(tx: Tx, { id }: Actor, update: Update, { base_copy }: Edited): Promise<Newest | undefined> {
  const { working_copy: markdown, working_copy_by: written_by, working_copy_at, revision: number } = update;
  if (base_copy === undefined || markdown === null) return undefined;
  if (working_copy_at?.toISOString() === base_copy) return undefined;
  // What the same person typed is what they go on typing; what was done to items meanwhile, or by others before, is not.
  if (written_by === id && !(await hasEditBeside(tx, update.id, id, await sinceOf(tx, update, base_copy))))
    return undefined;
  return { number, markdown, written_by };
}

async function sinceOf(tx: Tx, { id, revision, created_at }: Update, base_copy: string): Promise<Date> {
  if (base_copy !== "") return new Date(base_copy);
  return (await findRevision(tx, id, revision))?.created_at ?? created_at;
}
