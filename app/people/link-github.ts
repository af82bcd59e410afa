import { changePerson, listTeam } from "../../db/app/people.ts";
import type { Person, Tx } from "../../db/app/tables.ts";
import { ownerName } from "../../webhooks/contract/github-names.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { notePerson } from "./note-person.ts";
import { ownPerson } from "./own-person.ts";
import { personToChange } from "./person-to-change.ts";
import { permitted } from "./require-may.ts";

type GithubChoice = { login: string; opt_out: boolean };

/**
 * Links a person with a GitHub login, or takes the link away. One's own is one's own business, whatever the role; an admin may do it
 * for others, but not for somebody who does not want to be matched.
 *
 * @throws {Problem} `forbidden`, `not_found`, `invalid` for what is no login, `conflict` for somebody else's.
 */
export async function linkGithub(deps: Deps, actor: Actor, id: string, choice: GithubChoice): Promise<Person> {
  return permitted(deps.db, async (tx) => {
    const person = id === actor.id ? await ownPerson(tx, actor) : await personToChange(tx, actor, id);
    const login = choice.opt_out ? "" : choice.login.trim().replace(/^@/, "");
    if (id !== actor.id && person.github_opt_out) {
      throw new Problem("conflict", `${person.name} does not want to be matched.`, "Leave it to them.");
    }
    await requireFree(tx, person, login);
    const change = { github_login: login || null, ...(id === actor.id && { github_opt_out: choice.opt_out }) };
    const changed = await changePerson(tx, id, change);
    await notePerson(tx, actor, "person.github_changed", person, {
      login: login || null,
      opt_out: changed.github_opt_out,
    });
    return changed;
  });
}

async function requireFree(tx: Tx, { id, team_id }: Person, login: string): Promise<void> {
  if (login === "") return;
  if (!ownerName.safeParse(login).success)
    throw new Problem("invalid", `“${login}” is no GitHub login.`, "Write it as in github.com/LOGIN.");
  const others = (await listTeam(tx, team_id)).filter((one) => one.id !== id);
  const owner = others.find(({ github_login }) => github_login?.toLowerCase() === login.toLowerCase());
  if (owner) throw new Problem("conflict", `${login} is ${owner.name}’s already.`, "Choose another login.");
}
