import { listEditsOf } from "../../db/app/edits.ts";
import type { Edit } from "../../db/app/text-tables.ts";
import type { Actor, Deps } from "../deps.ts";

/** How many things somebody can take back or do again, and what the next of them is, with what tells that step from others; "" for none. */
type Edits = Record<"undo" | "redo", { count: number; name: string; step: string }>;

export async function myEdits({ db }: Pick<Deps, "db">, actor: Actor, id: string): Promise<Edits> {
  const { done, undone } = actor.id ? await listEditsOf(db, id, actor.id) : { done: [], undone: [] };
  return { undo: nextOf(done), redo: nextOf(undone) };
}

const nextOf = (edits: readonly Edit[]) => ({
  count: edits.length,
  name: edits.at(-1)?.name ?? "",
  step: stepOf(edits.at(-1)),
});

export const stepOf = (edit: Pick<Edit, "seq"> | undefined): string => String(edit?.seq ?? "");
