import { appendAudit } from "../../db/app/audit.ts";
import { changePerson, findIdentified, insertPerson, listTeam, lockTeam } from "../../db/app/people.ts";
import type { Person, Role, Tx } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import type { Identity } from "../ports/open-id.ts";
import { handleFor, nameBeside, nameFor } from "./names.ts";
import { whoCould } from "./policy.ts";

/** Whoever belongs to the team may ask for updates; what goes out is the profiles' approval rules' business. */
const FIRST_ROLE: Role = "author";
const READER: Role = "viewer";

/**
 * The person behind a sign-in or a Slack user, made when they are new: Slack person and web person are one row. Only call it for
 * somebody who was shown to belong to the team.
 *
 * @throws {Problem} `forbidden` when they are switched off, when they are made up and made-up people do not count, or when their address is somebody else's.
 */
export async function arrive(deps: Deps, identity: Identity, surface: Actor["surface"]): Promise<Person> {
  requireCounted(deps, identity);
  return inTransaction(deps.db, async (tx) => {
    const team_id = await lockTeam(tx);
    const found = await findIdentified(tx, team_id, identity);
    const known = mostSurely(found, identity);
    if (known?.deactivated_at) throw await switchedOff(tx, team_id);
    if (known) requireSame(known, identity);
    const person = known
      ? await completed(tx, known, found, identity)
      : await insertPerson(tx, await newcomer(tx, team_id, identity));
    const role = identity.guest ? READER : await roleOf(tx, deps, person, !known);
    const arrived = role === person.role ? person : await changePerson(tx, person.id, { role });
    await noteArrival(tx, arrived, known, surface);
    return arrived;
  });
}

/** Whoever stands at this machine can be any of demo Slack's people: beside real ones they would be a way in. */
export function requireCounted({ settings }: Pick<Deps, "settings">, { made_up = false }: { made_up?: boolean }): void {
  if (!made_up || settings.development) return;
  throw new Problem(
    "forbidden",
    "Demo Slack’s people are made up, and this Pulse is for real ones.",
    "Connect your own Slack: docs/slack.md says how.",
  );
}

/** The provider's own id first, then Slack's, then the address. */
function mostSurely(found: readonly Person[], { openid, slack_user_id }: Identity): Person | undefined {
  return (
    found.find((one) => openid && one.openid_issuer === openid.issuer && one.openid_subject === openid.subject) ??
    found.find((one) => slack_user_id !== null && one.slack_user_id === slack_user_id) ??
    found[0]
  );
}

/** An address may be given to somebody else one day: an account that differs is not the person who had it. */
function requireSame(known: Person, { openid, slack_user_id }: Identity): void {
  const otherAccount =
    openid && known.openid_issuer === openid.issuer && known.openid_subject !== openid.subject && known.openid_subject;
  const otherSlack = slack_user_id && known.slack_user_id && known.slack_user_id !== slack_user_id;
  if (!otherAccount && !otherSlack) return;
  throw new Problem(
    "forbidden",
    "Your e-mail address belongs to another account here.",
    "Ask an admin to switch the old account off and take its address away.",
  );
}

async function completed(tx: Tx, known: Person, found: readonly Person[], identity: Identity): Promise<Person> {
  const { openid, slack_user_id, email } = identity;
  const free = <Key extends keyof Person>(key: Key, value: Person[Key]) => !found.some((one) => one[key] === value);
  const change = {
    ...(openid && { openid_issuer: openid.issuer, openid_subject: openid.subject }),
    ...(slack_user_id && !known.slack_user_id && free("slack_user_id", slack_user_id) && { slack_user_id }),
    ...(email && !known.email && free("email", email) && { email }),
  };
  return Object.keys(change).length > 0 ? changePerson(tx, known.id, change) : known;
}

async function newcomer(
  tx: Tx,
  team_id: string,
  { openid, slack_user_id, email, name, made_up = false, guest = false }: Identity,
) {
  const here = await listTeam(tx, team_id);
  const alike = here.filter((one) => one.made_up === made_up);
  const taken = new Set(alike.map(({ handle }) => handle));
  const handle = handleFor(email ?? name, taken);
  const others = here.filter(({ deactivated_at }) => !deactivated_at).map((one) => one.name);
  const called = nameBeside(nameFor(name, email), others, email?.toLowerCase() ?? handle);
  return {
    team_id,
    email: email?.toLowerCase() ?? null,
    slack_user_id,
    name: called,
    handle,
    openid_issuer: openid?.issuer ?? null,
    openid_subject: openid?.subject ?? null,
    role: guest ? READER : FIRST_ROLE,
    made_up,
  };
}

/**
 * ADMIN_EMAIL makes the first admin, and one again when there is none left; whoever an admin demoted stays so. A made-up admin is none
 * in the eyes of somebody real.
 */
async function roleOf(tx: Tx, { settings }: Deps, person: Person, isNew: boolean): Promise<Role> {
  if (!person.email || person.email.toLowerCase() !== settings.adminEmail?.toLowerCase()) return person.role;
  const admins = (await listTeam(tx, person.team_id)).filter(
    (one) => one.role === "admin" && !one.deactivated_at && one.made_up === person.made_up,
  );
  return isNew || admins.length === 0 ? "admin" : person.role;
}

async function noteArrival(
  tx: Tx,
  person: Person,
  before: Person | undefined,
  surface: Actor["surface"],
): Promise<void> {
  const { id: actor_id, team_id, name, role } = person;
  const linked =
    before && (before.openid_subject !== person.openid_subject || before.slack_user_id !== person.slack_user_id);
  const action = before
    ? linked
      ? "person.linked"
      : role === before.role
        ? null
        : "person.role_changed"
    : "person.joined";
  if (action) await appendAudit(tx, { actor_id, team_id, surface, action, detail: { name, role } });
}

async function switchedOff(tx: Tx, teamId: string): Promise<Problem> {
  const admins = whoCould(await listTeam(tx, teamId), "people.change").map(({ name }) => name);
  const ask = admins.length > 0 ? admins.slice(0, 3).join(" or ") : "an admin";
  return new Problem("forbidden", "Your account here is switched off.", `Ask ${ask} to switch it on again.`);
}
