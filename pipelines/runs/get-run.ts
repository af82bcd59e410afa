import { findRun } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { isId } from "../../webhooks/contract/ids.ts";

/** @throws {Problem} `not_found` */
export async function getRun({ db }: Pick<Deps, "db">, id: string): Promise<Run> {
  const run = isId(id) ? await findRun(db, id) : undefined;
  if (!run) throw new Problem("not_found", "There is no such run.", "List them at /api/v1/runs.");
  return run;
}
