import * as rows from "../../db/pipelines/templates.ts";
import type { Db, TemplateVersion } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { templateNameOf } from "./resolve-template.ts";

/** @param given A template's name alone. @returns Its versions, newest first, at least one. @throws {Problem} `not_found` */
export async function requireTemplate(db: Db, given: string): Promise<[TemplateVersion, ...TemplateVersion[]]> {
  const [newest, ...older] = await rows.listVersions(db, templateNameOf(given));
  if (newest) return [newest, ...older];
  throw new Problem("not_found", `There is no run template “${given}”.`, "List them at /api/v1/run_templates.");
}

/** @throws {Problem} `not_found` */
export async function requireVersion(db: Db, name: string, version: number): Promise<TemplateVersion> {
  const stored = await rows.findVersion(db, templateNameOf(name), version);
  if (stored) return stored;
  throw new Problem("not_found", `${name} has no version ${version}.`, "Look at its versions.");
}
