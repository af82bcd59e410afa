import type { Release } from "../release.ts";
import { specification, type Template } from "./specification.ts";

/** Why this release cannot run a version, as the rest of a sentence that begins with its name; null: it can. */
export function unfitBecause(
  stored: Pick<Template, "release"> & { spec: unknown },
  { graphs }: Pick<Release, "graphs">,
) {
  const read = specification.safeParse(stored.spec);
  if (!read.success) return "cannot be read by this release";
  const { graph } = read.data;
  if (graphs.includes(graph)) return null;
  const from = stored.release === null ? "" : `; release ${stored.release} could`;
  return `needs ${graph}, which this release cannot run${from}`;
}
