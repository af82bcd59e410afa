import { listCovered, listDrafted } from "../../db/app/schedules.ts";
import type { Db } from "../../db/app/tables.ts";
import { gapsIn, lastEnd, overlap, type Window } from "../clock/windows.ts";

/**
 * What was drafted and came to nothing after the next window had been read: rejected, failed, retracted, left to expire. The next
 * windows go on from their own ends, so it gets a draft of its own.
 */
export async function findGaps(db: Db, profileId: string): Promise<(Window & { again: boolean })[]> {
  const [drafted, covered] = [await listDrafted(db, profileId), await listCovered(db, profileId)];
  const end = lastEnd(drafted, covered);
  const second = drafted.filter(({ again }) => again);
  const gaps = end ? gapsIn(drafted, covered, end) : [];
  return gaps.map((gap) => ({ ...gap, again: second.some((one) => overlap(one, gap)) }));
}
