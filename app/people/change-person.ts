import { appendAudit } from "../../db/app/audit.ts";
import { changePerson, endSessions, listTeam, lockPerson, lockTeam } from "../../db/app/people.ts";
import { roles, type Person, type Role, type Tx } from "../../db/app/tables.ts";
import { ownerName } from "../../webhooks/contract/github-names.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "./require-may.ts";

/** @throws {Problem} `forbidden`, `not_found`, `invalid` for a role that is none, `conflict` for the last admin. */
export async function changeRole(deps: Deps, actor: Actor, id: string, { role }: { role: string }): Promise<Person> {
  return permitted(deps.db, async (tx) => {
    const person = await theirs(tx, actor, id);
    const wanted = roles.find((one) => one === role);
    if (!wanted) throw new Problem("invalid", "There is no such role.", `Choose one of ${roles.join(", ")}.`);
    if (wanted === person.role) return person;
    if (wanted !== "admin") await requireOtherAdmin(tx, person);
    const changed = await changePerson(tx, id, { role: wanted });
    await noteChange(tx, actor, "person.role_changed", person, { from: person.role, to: wanted });
    return changed;
  });
}

/**
 * Switches an account off: every session ends, and nothing can be done with it in Slack. What they wrote and decided stays.
 *
 * @throws {Problem} `forbidden`, `not_found`, `conflict` for oneself and for the last admin.
 */
export async function deactivate(deps: Deps, actor: Actor, id: string): Promise<Person> {
  return permitted(deps.db, async (tx) => {
    const person = await theirs(tx, actor, id);
    if (person.deactivated_at) return person;
    if (id === actor.id) throw new Problem("conflict", "This is your own account.", "Ask another admin.");
    await requireOtherAdmin(tx, person);
    await endSessions(tx, id);
    const changed = await changePerson(tx, id, { deactivated_at: deps.clock() });
    await noteChange(tx, actor, "person.deactivated", person);
    return changed;
  });
}

/** @throws {Problem} `forbidden`, `not_found`. */
export async function reactivate(deps: Deps, actor: Actor, id: string): Promise<Person> {
  return permitted(deps.db, async (tx) => {
    const person = await theirs(tx, actor, id);
    if (!person.deactivated_at) return person;
    const changed = await changePerson(tx, id, { deactivated_at: null });
    await noteChange(tx, actor, "person.reactivated", person);
    return changed;
  });
}

type GithubChoice = { login: string; opt_out: boolean };

/**
 * Links a person with a GitHub login, or takes the link away. One's own is one's own business, whatever the role; an admin may do it
 * for others, but not for somebody who does not want to be matched.
 *
 * @throws {Problem} `forbidden`, `not_found`, `invalid` for what is no login, `conflict` for somebody else's.
 */
export async function linkGithub(deps: Deps, actor: Actor, id: string, choice: GithubChoice): Promise<Person> {
  return permitted(deps.db, async (tx) => {
    const person = id === actor.id ? await own(tx, actor) : await theirs(tx, actor, id);
    const login = choice.opt_out ? "" : choice.login.trim().replace(/^@/, "");
    if (id !== actor.id && person.github_opt_out) {
      throw new Problem("conflict", `${person.name} does not want to be matched.`, "Leave it to them.");
    }
    await requireFree(tx, person, login);
    const change = { github_login: login || null, ...(id === actor.id && { github_opt_out: choice.opt_out }) };
    const changed = await changePerson(tx, id, change);
    await noteChange(tx, actor, "person.github_changed", person, {
      login: login || null,
      opt_out: changed.github_opt_out,
    });
    return changed;
  });
}

async function requireFree(tx: Tx, { id, team_id }: Person, login: string): Promise<void> {
  if (login === "") return;
  if (!ownerName.safeParse(login).success)
    throw new Problem("invalid", `"${login}" is no GitHub login.`, "Write it as in github.com/LOGIN.");
  const others = (await listTeam(tx, team_id)).filter((one) => one.id !== id);
  const owner = others.find(({ github_login }) => github_login?.toLowerCase() === login.toLowerCase());
  if (owner) throw new Problem("conflict", `${login} is ${owner.name}’s already.`, "Choose another login.");
}

async function theirs(tx: Tx, actor: Actor, id: string): Promise<Person> {
  await requireMay(tx, actor, "people.change");
  return found(tx, actor, id);
}

async function own(tx: Tx, actor: Actor): Promise<Person> {
  await requireMay(tx, actor, "read");
  return found(tx, actor, actor.id ?? "");
}

async function found(tx: Tx, { team_id }: Actor, id: string): Promise<Person> {
  await lockTeam(tx);
  const person = /^[0-9a-f-]{36}$/.test(id) ? await lockPerson(tx, team_id, id) : undefined;
  if (!person) throw new Problem("not_found", "There is nobody like that.", "Pick one of the list.");
  return person;
}

/** Without an admin nobody could make one; a made-up one is gone with the development sign-in. */
async function requireOtherAdmin(tx: Tx, { id, role, team_id, made_up }: Person): Promise<void> {
  const admin: Role = "admin";
  if (role !== admin) return;
  const others = (await listTeam(tx, team_id)).filter(
    (one) => one.role === admin && !one.deactivated_at && one.id !== id && (made_up || !one.made_up),
  );
  if (others.length === 0) throw new Problem("conflict", "This is the last admin.", "Make somebody else admin first.");
}

async function noteChange(
  tx: Tx,
  { id: actor_id, team_id, surface }: Actor,
  action: string,
  { id: person_id, name }: Person,
  more: Record<string, unknown> = {},
): Promise<void> {
  await appendAudit(tx, { actor_id, team_id, surface, action, detail: { person_id, name, ...more } });
}
