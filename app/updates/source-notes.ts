import { z } from "zod";
import type { AuditEntry } from "../../db/app/audit.ts";

const noted = z.object({ notes: z.array(z.string()) });

/** What its run said of the sources of an update: a branch or a repository that is called otherwise now. Kept with the event it came with. */
export function sourceNotes(audit: readonly Pick<AuditEntry, "action" | "detail">[]): string[] {
  const ended = audit.findLast(({ action }) => action === "update.written" || action === "update.found_nothing");
  return noted.safeParse(ended?.detail).data?.notes ?? [];
}
