import { findProfileById } from "../../db/app/profiles.ts";
import type { Db, Profile } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";

/** @throws {Problem} `not_found` for a deleted one, and for another team's. */
export async function profileOf(db: Db, { team_id }: Actor, id: string): Promise<Profile> {
  const profile = await findProfileById(db, id);
  if (!profile || profile.team_id !== team_id || profile.deleted_at) throw profileGone();
  return profile;
}

export function profileGone(): Problem {
  return new Problem("not_found", "This profile was deleted.", "Choose another one.");
}
