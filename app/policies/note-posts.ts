import { insertAnnounced } from "../../db/app/announced.ts";
import type { Announced } from "../../db/app/proposal-tables.ts";
import type { Profile } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { lengthOfText, MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { noteProfile } from "../profiles/note-profile.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { readPost, type ToldInPost } from "./read-post.ts";

/**
 * Keeps what a team told of in posts that somebody pasted: which pull requests, and under which headings; the posts themselves are not kept.
 *
 * @returns how many it tells of, and how many of these were not known.
 * @throws {Problem} `invalid` for one too long and one that cites nothing of the profile's repositories; `not_found`, `forbidden`.
 */
export async function notePosts(
  deps: Pick<Deps, "db" | "clock">,
  actor: Actor,
  { profile_id, text }: { profile_id: string; text: string },
): Promise<{ told: number; added: number }> {
  return permitted(deps.db, async (tx) => {
    const profile = await profileOf(tx, actor, profile_id);
    await requireMay(tx, actor, "profile.save", { profile_id });
    const told = toldIn(text, profile);
    const now = deps.clock();
    const added = await insertAnnounced(tx, rowsOf(profile, actor, { told, now, found_in: "pasted" }));
    await noteProfile(tx, actor, "profile.posts_read", profile, {
      from: "pasted",
      told: told.length,
      added: added.length,
    });
    return { told: told.length, added: added.length };
  });
}

function toldIn(text: string, { brief }: Pick<Profile, "brief">): ToldInPost[] {
  const [length, most] = [lengthOfText(text), MAX_TEXT_CHARS];
  if (length > most) {
    const message = `That is ${length.toLocaleString("en")} characters; ${most.toLocaleString("en")} are read at once.`;
    throw new Problem("invalid", message, "Paste a few posts at a time.");
  }
  const told = readPost(text, brief.sources);
  if (told.length > 0) return told;
  const repos = brief.sources.map(({ repo }) => repo).join(", ");
  throw new Problem(
    "invalid",
    `Nothing here cites a pull request of ${repos}.`,
    "Paste posts that name them: #12, owner/repo#12, or links to them.",
  );
}

type Noted = {
  told: readonly (ToldInPost & { said_at?: Date })[];
  now: Date;
  found_in: Announced["found_in"];
};

export function rowsOf(profile: Profile, { id: noted_by }: Actor, { told, now, found_in }: Noted): Announced[] {
  const { id: profile_id, team_id } = profile;
  return told.map(({ pr, section, said_at = null }, place) => {
    return { profile_id, team_id, pr, section, place, found_in, said_at, noted_by, noted_at: now };
  });
}
