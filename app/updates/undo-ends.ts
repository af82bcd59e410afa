import { listDeliveries } from "../../db/app/deliveries.ts";
import type { Deps } from "../deps.ts";
import { secondsToUndo } from "./undo-time.ts";

/** Until when what was just approved can be undone; null: not any more, or it waits for a time of its own. */
export async function undoEnds({ db, clock }: Pick<Deps, "db" | "clock">, id: string): Promise<Date | null> {
  const post_at = (await listDeliveries(db, id)).at(-1)?.post_at ?? null;
  return secondsToUndo(post_at, clock()) > 0 ? post_at : null;
}
