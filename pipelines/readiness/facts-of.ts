import { Problem } from "../../webhooks/contract/problem.ts";
import type { TemplateVersion } from "../../db/pipelines/tables.ts";
import type { Deps } from "../deps.ts";
import { unfitBecause } from "../templates/fit.ts";
import { differencesBetween } from "../templates/known-contracts.ts";
import { specification } from "../templates/specification.ts";
import { askableOf } from "../templates/validate.ts";
import { judgeVersion, type VersionFacts } from "./judge-version.ts";

type Stored = Pick<TemplateVersion, "name" | "version" | "release"> & { spec: unknown };
type Knowing = Pick<Deps, "db" | "release" | "settings">;

/** What is known of a version here and now, without asking anybody outside. */
export async function versionFacts({ db, release, settings }: Knowing, stored: Stored): Promise<VersionFacts> {
  const { name, version, spec } = stored;
  const read = specification.safeParse(spec).data;
  const models = read?.models ?? [];
  return {
    ref: `${name}@${version}`,
    unfit: unfitBecause(stored, release),
    contract: read && read.contract !== "" ? await differencesBetween(db, read.contract) : null,
    models,
    // Of one that cannot be read nobody knows.
    askable: read ? askableOf(read, settings) : ["rules"],
  };
}

/** @throws {Problem} `conflict`, with what no run of this version can begin with. */
export async function requireReady(deps: Knowing, stored: Stored): Promise<void> {
  const [first, ...others] = judgeVersion(await versionFacts(deps, stored)).filter(({ refuses }) => refuses);
  if (!first) return;
  const details = [first, ...others].map(({ code, message, fix }) => ({ path: "template", code, message, fix }));
  throw new Problem("conflict", first.message, first.fix, { details });
}
