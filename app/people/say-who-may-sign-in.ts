import { findTeamId, listTeam } from "../../db/app/people.ts";
import { isSlackItself, type Config } from "../config.ts";
import type { Deps } from "../deps.ts";
import { whoCould } from "./policy.ts";

/** Told at each start: whoever runs Pulse should not find out at its door. */
export async function sayWhoMaySignIn(deps: Deps, config: Config): Promise<void> {
  const people = await listTeam(deps.db, await findTeamId(deps.db));
  const admins = whoCould(people, "people.change").length;
  const facts = { sign_in: waysIn(config), admins: adminsIn(admins, config) };
  if (admins > 0 || config.ADMIN_EMAIL) deps.log.info(facts, "who may sign in");
  else deps.log.warn(facts, "who may sign in");
}

function waysIn(config: Config): string {
  const { OPENID_ISSUER: issuer, OPENID_EMAIL_DOMAINS: domains, SLACK_TEAM_ID } = config;
  if (!issuer) return "the made-up people, on this machine, by the link that is told";
  if (isSlackItself(config)) return `members of the Slack workspace ${SLACK_TEAM_ID}, through ${issuer}`;
  if (domains.includes("*")) return `everybody whom ${issuer} knows`;
  return `verified addresses of ${domains.join(", ")}, through ${issuer}`;
}

/** Without names: logs go to more places than people know. */
function adminsIn(admins: number, { ADMIN_EMAIL }: Config): string {
  if (admins > 0) return String(admins);
  if (ADMIN_EMAIL) return "nobody yet: whoever signs in with ADMIN_EMAIL is the first";
  return "nobody: set ADMIN_EMAIL to the address of whoever shall be admin";
}
