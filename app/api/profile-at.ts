import type { Db, Profile } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { getProfile } from "../profiles/get-profile.ts";
import type { ApiHandler } from "./env.ts";
import { profileSlug } from "./path-parts.ts";

/** @throws {Problem} `not_found`, also for what cannot be a name. */
export async function profileAt(c: Parameters<ApiHandler>[0], db: Db): Promise<Profile> {
  const { success, data: slug } = profileSlug.safeParse(c.req.param("slug"));
  if (!success) throw new Problem("not_found", "There is no such profile.", "Choose one from GET /profiles.");
  return getProfile(db, c.var.actor.team_id, slug);
}
