import * as rows from "../../db/app/profiles.ts";
import type { ApprovalRules, BeforePosting, NamesAs, Profile, Tx } from "../../db/app/tables.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { timeZone } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { looksLike, visibleLine } from "../people/names.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { requireNoLaxer } from "./require-no-laxer.ts";
import { rulesFor, rulesNote, widerFor } from "./approval-rules.ts";
import { noteProfile } from "./note-profile.ts";
import { profileGone, profileOf } from "./profile-of.ts";
import { slugFromName } from "./slug-from-name.ts";

export type ProfileInput = { id?: string } & Pick<Profile, "name" | "time_zone" | "channel" | "brief"> & {
    /** Absent: as they are, or as a new profile's are. */
    approval?: ApprovalRules;
    /** Absent: as it is, or "ask". */
    before_posting?: BeforePosting;
    names_as?: NamesAs;
    /** Null or "": by the built-in template, as it is in production. */
    template?: string | null;
  };

/**
 * Makes a profile, or changes the one with this id. Other approval rules than before are a right of their own.
 *
 * @throws {Problem} `invalid`, also for a name that is taken; `not_found`, `forbidden`.
 */
export async function saveProfile(deps: Deps, actor: Actor, input: ProfileInput): Promise<Profile> {
  const { db } = deps;
  await requireThere(deps, input);
  const values = { ...valuesOf(input), slug: slugFromName(input.name) };
  return permitted(db, async (tx) => {
    await rows.lockProfileNames(tx, actor.team_id);
    const others = (await rows.listProfiles(tx, actor.team_id)).filter(({ id }) => id !== input.id);
    const namesake = others.find((one) => one.slug === values.slug || looksLike(one.name, values.name));
    if (namesake) {
      throw invalid("name", `There is a profile “${namesake.name}” already.`, "Choose another name.");
    }
    const before = input.id ? await profileOf(tx, actor, input.id) : null;
    await requireMay(tx, actor, "profile.save", input.id ? { profile_id: input.id } : {});
    const approval = widerFor(await rulesFor(tx, actor, before, input.approval), input);
    await requireNoLaxer(tx, actor, before, { channel: input.channel, approval });
    const before_posting = input.before_posting ?? before?.before_posting ?? "ask";
    const names_as = input.names_as ?? before?.names_as ?? "logins";
    const template = input.template === undefined ? (before?.template ?? null) : input.template || null;
    const saved = { ...values, approval, before_posting, names_as, template };
    const profile = before ? await change(tx, actor, before.id, saved) : await insert(tx, actor, saved);
    const news = {
      ...rulesNote(before, approval),
      ...((before?.before_posting ?? "ask") !== before_posting && { before_posting }),
      ...((before?.names_as ?? "logins") !== names_as && { names_as }),
      ...((before?.template ?? null) !== template && { template }),
    };
    await noteProfile(tx, actor, before ? "profile.changed" : "profile.made", profile, news);
    return profile;
  });
}

/** A template, a version or a tag that there is. @throws {Problem} `invalid`, `unavailable` */
async function requireThere({ db, pipelines }: Deps, { id, template }: ProfileInput): Promise<void> {
  const before = id === undefined ? undefined : await rows.findProfileById(db, id);
  if (!template || template === before?.template) return;
  try {
    await pipelines.templates.get(template);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "not_found") throw error;
    throw invalid("template", `There is no template “${template.slice(0, 100)}”.`, "Choose one from the list.");
  }
}

async function insert(tx: Tx, actor: Actor, values: rows.ProfileValues): Promise<Profile> {
  return rows.insertProfile(tx, { id: newId(), team_id: actor.team_id, created_by: actor.id ?? "", ...values });
}

async function change(
  tx: Tx,
  actor: Actor,
  id: string,
  { channel, brief, approval, ...values }: rows.ProfileValues,
): Promise<Profile> {
  const json = {
    channel: JSON.stringify(channel),
    brief: JSON.stringify(brief),
    approval: JSON.stringify(approval),
  };
  const changed = await rows.updateProfile(tx, actor.team_id, id, { ...values, ...json });
  if (!changed) throw profileGone();
  return changed;
}

function valuesOf({
  name,
  time_zone,
  channel,
  brief,
}: ProfileInput): Omit<rows.ProfileValues, "slug" | "approval" | "before_posting" | "names_as" | "template"> {
  const [trimmed, most] = [visibleLine(name), OWN_LIMITS.profile_name_chars];
  if (trimmed === "" || trimmed.length > most)
    throw invalid("name", `A profile needs a name of up to ${most} characters.`, "Give it one.");
  if (slugFromName(trimmed) === "") throw invalid("name", "The name needs a letter or digit.", "Add one.");
  if (!timeZone.safeParse(time_zone).success) {
    throw invalid("time_zone", `"${time_zone}" is not a time zone.`, "Use a name such as Europe/Berlin.");
  }
  return { name: trimmed, time_zone, channel, brief: { ...brief, time_zone } };
}

function invalid(path: string, message: string, fix: string): Problem {
  return new Problem("invalid", message, fix, { details: [{ path, code: "profile", message, fix }] });
}
