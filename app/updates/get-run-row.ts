import { findGenerationRow, type GenerationRow } from "../../db/app/run-history.ts";
import { isId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";

/** @param id Of a run, or of an update, whose newest one counts. @throws {Problem} `not_found` */
export async function getRunRow({ db }: Pick<Deps, "db">, actor: Actor, id: string): Promise<GenerationRow> {
  const row = isId(id) ? await findGenerationRow(db, actor.team_id, id) : undefined;
  if (row) return row;
  throw new Problem("not_found", "There is no such run.", "Choose one from GET /runs.");
}
