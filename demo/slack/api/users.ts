import { z } from "zod";
import { SlackRefusal } from "../slack-refusal.ts";
import { BOT, PEOPLE, TEAM, type Person } from "../world.ts";
import { count, method } from "./method.ts";
import { pageOf } from "./page-of.ts";

const bot: Person = { id: BOT.user, name: BOT.name, handle: BOT.handle, email: "", title: "" };
const everyone = [...PEOPLE, bot];

export const info = method(z.object({ user: z.string() }), ({ deactivated }, { user }) => {
  const person = everyone.find((each) => each.id === user);
  if (!person) throw new SlackRefusal("user_not_found");
  return { user: shownUser(person, deactivated) };
});

const listing = z.object({ limit: count(200, 999), cursor: z.string().optional() });

export const list = method(listing, ({ deactivated }, { limit, cursor }) => {
  const { items, next } = pageOf(everyone, limit, cursor);
  return { members: items.map((person) => shownUser(person, deactivated)), response_metadata: { next_cursor: next } };
});

export const lookupByEmail = method(z.object({ email: z.string() }), ({ deactivated }, { email }) => {
  const person = PEOPLE.find((each) => each.email === email.toLowerCase() && !deactivated.has(each.id));
  if (!person) throw new SlackRefusal("users_not_found");
  return { user: shownUser(person, deactivated) };
});

function shownUser(
  { id, name, handle, email, title }: Person,
  deactivated: ReadonlySet<string>,
): Record<string, unknown> {
  const is_bot = id === BOT.user;
  return {
    id,
    team_id: TEAM.id,
    name: handle,
    real_name: name,
    deleted: deactivated.has(id),
    is_bot,
    is_app_user: false,
    is_admin: id === "U0MIRA",
    tz: "Europe/Berlin",
    profile: {
      team: TEAM.id,
      real_name: name,
      display_name: handle,
      title,
      ...(is_bot ? { bot_id: BOT.bot, api_app_id: BOT.app } : { email }),
    },
  };
}
