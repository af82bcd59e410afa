import { z } from "zod";
import { SlackRefusal } from "../slack-refusal.ts";
import { BOT, ORGANISATION, OUTSIDERS, PEOPLE, TEAM, type Person, type Standing } from "../world.ts";
import { count, method } from "./method.ts";
import { pageOf } from "./page-of.ts";

const bot: Person = { id: BOT.user, name: BOT.name, handle: BOT.handle, email: "", title: "" };
const everyone = [...PEOPLE, bot, ...OUTSIDERS];

export const info = method(z.object({ user: z.string() }), ({ standings, newcomers }, { user }) => {
  const person = everyone.find((each) => each.id === user) ?? newcomers.get(user);
  if (!person) throw new SlackRefusal("user_not_found");
  return { user: shownUser(person, standings) };
});

const listing = z.object({ limit: count(200, 999), cursor: z.string().optional() });

export const list = method(listing, ({ standings }, { limit, cursor }) => {
  const { items, next } = pageOf(everyone, limit, cursor);
  return { members: items.map((person) => shownUser(person, standings)), response_metadata: { next_cursor: next } };
});

export const lookupByEmail = method(z.object({ email: z.string() }), ({ standings }, { email }) => {
  const person = PEOPLE.find((each) => each.email === email.toLowerCase() && standings.get(each.id) !== "deactivated");
  if (!person) throw new SlackRefusal("users_not_found");
  return { user: shownUser(person, standings) };
});

function shownUser(
  { id, name, handle, email, title }: Person,
  standings: ReadonlyMap<string, Standing>,
): Record<string, unknown> {
  const standing = standings.get(id);
  const is_bot = id === BOT.user || standing === "bot";
  const is_stranger = standing === "stranger";
  const enterprise_user = organisationOf(standing);
  const team_id = is_stranger ? "T0OTHER" : enterprise_user ? ORGANISATION.other_team : TEAM.id;
  return {
    id,
    team_id,
    name: handle,
    real_name: name,
    deleted: standing === "deactivated",
    is_bot,
    // Source: docs.slack.dev, "User object": of somebody from another workspace the last one alone is there.
    ...(is_stranger
      ? { is_stranger }
      : {
          is_restricted: standing === "guest" || standing === "single_channel_guest",
          is_ultra_restricted: standing === "single_channel_guest",
        }),
    ...(enterprise_user && { enterprise_user: { id, ...enterprise_user, is_admin: false, is_owner: false } }),
    is_app_user: false,
    is_admin: id === "U0MIRA",
    tz: "Europe/Berlin",
    profile: {
      team: team_id,
      real_name: name,
      display_name: handle,
      title,
      ...(id === BOT.user ? { bot_id: BOT.bot, api_app_id: BOT.app } : email ? { email } : {}),
    },
  };
}

/** Source: docs.slack.dev, "User object", `enterprise_user`. */
function organisationOf(standing: Standing | undefined) {
  const { id: enterprise_id, name: enterprise_name, other_team } = ORGANISATION;
  if (standing === "in_organisation") return { enterprise_id, enterprise_name, teams: [TEAM.id, other_team] };
  return standing === "in_other_workspace" ? { enterprise_id, enterprise_name, teams: [other_team] } : undefined;
}
