import { listDeliveries } from "../../db/app/deliveries.ts";
import type { Deps } from "../deps.ts";
import { secondsToUndo } from "./undo-time.ts";

/** Whether what was just approved can still be undone. */
export async function isUndoable({ db, clock }: Pick<Deps, "db" | "clock">, id: string): Promise<boolean> {
  const newest = (await listDeliveries(db, id)).at(-1);
  return secondsToUndo(newest?.post_at ?? null, clock()) > 0;
}
