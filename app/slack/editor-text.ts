import { findRevision } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import type { SlackDeps } from "./deps.ts";

/** As the editor in the browser has it: somebody's unsaved words first. */
export async function editorText({ db }: SlackDeps, { id, revision, working_copy }: Update): Promise<string> {
  return working_copy ?? (await findRevision(db, id, revision))?.markdown ?? "";
}
