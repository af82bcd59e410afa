import { ownRelease } from "../../base/own-release.ts";
import type { DoctorCheck } from "../../webhooks/contract/doctor.ts";
import { contractHash } from "../../webhooks/contract/schemas.ts";
import type { PipelinesAbout } from "../pipelines-about.ts";
import { type PartLook, sayings } from "./found.ts";

const { ok, warn, fail } = sayings("pipelines");

/** @source Standard Webhooks: a delivery that is older or newer than five minutes is refused. */
const REFUSED_S = 300;
const ASTRAY_S = 60;

/** Whether they answer, are of our release, have our clock, and what they live with. */
export const lookAtPipelines: PartLook = async ({ pipelines }) => {
  const about = await pipelines.about();
  return [releaseCheck(about), contractCheck(about), clockCheck(about), ...about.parts.map(partCheck)];
};

function releaseCheck({ release }: PipelinesAbout): DoctorCheck {
  const ours = ownRelease();
  if (release === ours) return ok(`They answer, take our key, and are of release ${ours} as the app is.`);
  const theirs = release === null ? "an earlier release, which does not say which" : `release ${release}`;
  return warn(`They answer, and are of ${theirs}; the app is of release ${ours}.`, "Bring both to one release.");
}

function contractCheck({ contract_hash }: PipelinesAbout): DoctorCheck {
  const ours = contractHash.slice(0, 12);
  if (contract_hash === contractHash) return ok(`Both know the same contract, ${ours}.`);
  const theirs = contract_hash?.slice(0, 12) ?? "one that they do not name";
  const next = "Bring both to one release; what only one of them knows is left out meanwhile.";
  return warn(`Their contract is ${theirs}, and the app’s ${ours}.`, next);
}

function clockCheck({ ahead_ms }: PipelinesAbout): DoctorCheck {
  const seconds = Math.round(Math.abs(ahead_ms) / 1_000);
  if (seconds < ASTRAY_S) return ok("Their clock is the app’s.");
  const says = `Their clock is ${seconds} seconds ${ahead_ms > 0 ? "ahead of" : "behind"} the app’s.`;
  if (seconds < REFUSED_S) return warn(says, "Set both by a time server.");
  return fail(`${says} Results are refused.`, "Set both by a time server.");
}

/** What of theirs is away, by their own `/readyz`. */
function partCheck({ name, state, says }: PipelinesAbout["parts"][number]): DoctorCheck {
  const line = `Their ${name}: ${says}`;
  return state === "down" ? fail(line, "Look at the log of the pipelines: it has the reason.") : ok(line);
}
