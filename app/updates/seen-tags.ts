import { findCheckedGeneration } from "../../db/app/generations.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import type { ResolvedRange, SeenTag } from "../../webhooks/contract/range.ts";

/** Where the tags stood that the newest text of an update was written from: one that moved since is no reason to write another one unseen. */
export async function seenTags(db: Db, update: Pick<Update, "id">): Promise<SeenTag[]> {
  const generation = await findCheckedGeneration(db, update.id);
  return tagsIn(generation?.ranges ?? []);
}

export function tagsIn(ranges: readonly ResolvedRange[]): SeenTag[] {
  const all = ranges.flatMap(({ repo, from, to }) =>
    [from, to].flatMap((end) => (end ? [{ repo, tag: end.tag, sha: end.sha }] : [])),
  );
  return [...new Map(all.map((one) => [`${one.repo} ${one.tag}`, one])).values()];
}
