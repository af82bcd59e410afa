import { findProfile } from "../../db/app/profiles.ts";
import type { Db, Profile } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

/** @throws {Problem} `not_found` */
export async function getProfile(db: Db, teamId: string, slug: string): Promise<Profile> {
  const profile = await findProfile(db, teamId, slug);
  if (!profile) throw new Problem("not_found", `There is no profile “${slug}”.`, "Choose one from the profiles.");
  return profile;
}
