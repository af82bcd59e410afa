import { listEditsOf } from "../../db/app/edits.ts";
import type { Actor, Deps } from "../deps.ts";

/** How many things somebody can take back or do again, and what the next of them is; "" for none. */
type Edits = Record<"undo" | "redo", { count: number; name: string }>;

export async function myEdits({ db }: Pick<Deps, "db">, actor: Actor, id: string): Promise<Edits> {
  const { done, undone } = actor.id ? await listEditsOf(db, id, actor.id) : { done: [], undone: [] };
  return {
    undo: { count: done.length, name: done.at(-1)?.name ?? "" },
    redo: { count: undone.length, name: undone.at(-1)?.name ?? "" },
  };
}
