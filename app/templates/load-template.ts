import { countOpenByVersion, editsByVersion, listTemplateUsers } from "../../db/app/template-use.ts";
import type { TemplateUser, VersionEdits } from "../../db/app/template-use.ts";
import type { TemplateDraftAnswer, TemplateHistory } from "../../webhooks/contract/templates.ts";
import type { Actor, Deps } from "../deps.ts";

/** The same days as the results that come with a version. */
const RESULTS_MS = 30 * 24 * 3_600_000;

/** One template, with who uses it here. */
export type TemplateDetail = {
  history: TemplateHistory;
  draft: TemplateDraftAnswer;
  users: TemplateUser[];
  /** Updates that are still worked on, by the version that wrote them. */
  open: ReadonlyMap<number, number>;
  edits: ReadonlyMap<number, VersionEdits>;
};

/** @throws {Problem} `not_found`, `unavailable` */
export async function loadTemplate(deps: Deps, { team_id }: Actor, name: string): Promise<TemplateDetail> {
  const { db, clock } = deps;
  const { templates } = deps.pipelines;
  const since = new Date(clock().getTime() - RESULTS_MS);
  const [history, draft, users, open, edits] = await Promise.all([
    templates.history(name),
    templates.draft(name),
    listTemplateUsers(db, team_id),
    countOpenByVersion(db, team_id, name),
    editsByVersion(db, team_id, name, since),
  ]);
  return { history, draft, users, open, edits };
}
