import * as rows from "../../db/pipelines/templates.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { BUILT_IN_REF, PRODUCTION, readTemplateRef } from "../../webhooks/contract/template-ref.ts";
import { BUILT_IN } from "./built-in.ts";
import { specification, type Template } from "./specification.ts";

/** @param ref `name`, `name@3` or `name:tag`; `default` is the built-in template, whatever it is called. @throws {Problem} `not_found` */
export async function resolveTemplate(db: Db, ref: string): Promise<Template> {
  const read = readTemplateRef(ref);
  if (!read) throw noTemplate(ref);
  const name = templateNameOf(read.name);
  const version = read.version ?? (await rows.findTag(db, name, read.tag ?? PRODUCTION))?.version;
  const stored = version === undefined ? undefined : await rows.findVersion(db, name, version);
  if (!stored) throw noTemplate(ref);
  return { ...stored, spec: specification.parse(stored.spec) };
}

export const templateNameOf = (name: string): string => (name === BUILT_IN_REF ? BUILT_IN : name);

function noTemplate(ref: string): Problem {
  const message = `There is no run template “${ref.slice(0, 100)}”.`;
  return new Problem("not_found", message, "List them at /api/v1/run_templates.");
}
