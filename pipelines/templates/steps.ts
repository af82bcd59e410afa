import { findVersion } from "../../db/pipelines/templates.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import { specification } from "./specification.ts";

const steps = specification.pick({ steps: true });

/** The steps inside `do_agents_loop` as a version has them. @param visited Where it does not say: those that a run came to. */
export async function stepsOfVersion(
  db: Db,
  name: string,
  version: number,
  visited: readonly string[],
): Promise<readonly string[]> {
  const stored = await findVersion(db, name, version);
  return steps.safeParse(stored?.spec).data?.steps["do_agents_loop"] ?? visited;
}
