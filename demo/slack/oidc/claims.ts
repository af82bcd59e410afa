import { GUEST, PEOPLE, STRANGER, TEAM, type Person } from "../world.ts";

/** Everyone who can be picked at the door: the team, and two whom a careful app turns away. */
export const SIGNERS: readonly Person[] = [...PEOPLE, STRANGER, GUEST];

/** What Slack says about a person who signs in. Source: docs.slack.dev, "openid.connect.userInfo". */
export function claimsOf(id: string): Record<string, unknown> {
  const person = SIGNERS.find((each) => each.id === id) ?? STRANGER;
  const team = person === STRANGER ? { id: "T0OTHER", name: "Elsewhere", domain: "elsewhere" } : TEAM;
  const [given_name, ...rest] = person.name.split(" ");
  return {
    sub: person.id,
    "https://slack.com/user_id": person.id,
    "https://slack.com/team_id": team.id,
    "https://slack.com/team_name": team.name,
    "https://slack.com/team_domain": team.domain,
    email: person.email,
    email_verified: true,
    name: person.name,
    given_name,
    family_name: rest.join(" "),
    locale: "en-US",
  };
}
