import { listProfiles } from "../../db/app/profiles.ts";
import type { Profile } from "../../db/app/tables.ts";
import type { DoctorCheck } from "../../webhooks/contract/doctor.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { PRODUCTION } from "../../webhooks/contract/template-ref.ts";
import type { Deps } from "../deps.ts";
import { type PartLook, sayings } from "./found.ts";

const { ok, warn, fail } = sayings("templates");

/** Whether this release can run what is in production, and whether there is what profiles are written by. */
export const lookAtTemplates: PartLook = async ({ db, pipelines }, { team_id }) => {
  const [list, profiles] = await Promise.all([pipelines.templates.list(), listProfiles(db, team_id)]);
  const names = [...new Set(list.map(({ name }) => name))];
  const checks = await Promise.all([
    ...names.map((name) => tagChecks(pipelines, name)),
    ...profiles.map((profile) => profileChecks(pipelines, profile)),
  ]);
  return checks.flat();
};

async function tagChecks({ templates }: Deps["pipelines"], name: string): Promise<DoctorCheck[]> {
  const { tags, versions } = await templates.history(name);
  return tags.flatMap(({ tag, version }) => {
    const unfit = versions.find((one) => one.version === version)?.unfit ?? null;
    const called = `${name}:${tag}, version ${version},`;
    if (unfit === null) return tag === PRODUCTION ? [ok(`${called} can be run.`)] : [];
    const next = "Move the tag to another version, or start the release that can run this one.";
    return [(tag === PRODUCTION ? fail : warn)(`${called} ${unfit}.`, next)];
  });
}

async function profileChecks({ templates }: Deps["pipelines"], profile: Profile): Promise<DoctorCheck[]> {
  if (profile.template === null) return [];
  try {
    await templates.get(profile.template);
    return [];
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "not_found") throw error;
    const says = `“${profile.name}” is written by ${profile.template}, which is not there.`;
    return [fail(says, "Choose another template in the profile.")];
  }
}
