import type { Run } from "../../db/pipelines/tables.ts";
import type { Deps } from "../deps.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import { type Spec, specification } from "../templates/specification.ts";

/** How a run is written: as its version says, or as the draft stood that it tries. */
export async function specOf({ db }: Pick<Deps, "db">, run: Run): Promise<Spec> {
  if (run.spec !== null) return specification.parse(run.spec);
  return (await resolveTemplate(db, `${run.template_name}@${run.template_version}`)).spec;
}
