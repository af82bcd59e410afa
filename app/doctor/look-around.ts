import { ownRelease } from "../../base/own-release.ts";
import type { DoctorAnswer, DoctorCheck } from "../../webhooks/contract/doctor.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { contractHash } from "../../webhooks/contract/schemas.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { late } from "../soon.ts";
import { lookAtDatabase } from "./database.ts";
import type { PartLook } from "./found.ts";
import { lookAtGithub } from "./github.ts";
import { lookAtModels } from "./models.ts";
import { lookAtPipelines } from "./pipelines.ts";
import { lookAtSlack } from "./slack.ts";
import { lookAtTemplates } from "./templates.ts";
import { lookAtToken } from "./token.ts";
import { lookAtWork } from "./work.ts";

/** In the order in which one mends: what stands first makes much of the rest fail. */
const LOOKS: Readonly<Record<string, PartLook>> = {
  database: lookAtDatabase,
  pipelines: lookAtPipelines,
  github: lookAtGithub,
  model: lookAtModels,
  slack: lookAtSlack,
  templates: lookAtTemplates,
  work: lookAtWork,
};

/** Asked outside, some take their time; whoever takes longer is what is wrong. */
const LONGEST_MS = 20_000;

/** Looks at the whole installation, all at once. It changes nothing, and asks no model. @throws {Problem} `forbidden` */
export async function lookAround(deps: Deps, actor: Actor, tokenId: string): Promise<DoctorAnswer> {
  await permitted(deps.db, (tx) => requireMay(tx, actor, "read"));
  const looks = { token: lookAtToken(tokenId), ...LOOKS };
  const found = await Promise.all(Object.entries(looks).map(([part, look]) => looked(deps, actor, part, look)));
  return { release: ownRelease(), contract_hash: contractHash, checks: found.flat() };
}

async function looked(deps: Deps, actor: Actor, part: string, look: PartLook): Promise<DoctorCheck[]> {
  const fail = (says: string, next: string): DoctorCheck[] => [{ part, state: "fail", says, next }];
  try {
    const found = await Promise.race([look(deps, actor), late(LONGEST_MS)]);
    return found ?? fail(`No answer within ${LONGEST_MS / 1_000} seconds.`, "Look at the log of the app.");
  } catch (error) {
    if (error instanceof Problem) return fail(error.message, error.remedy);
    deps.log.error({ error, part }, "a part could not be looked at");
    return fail("It could not be looked at.", "The log of the app has the reason.");
  }
}
