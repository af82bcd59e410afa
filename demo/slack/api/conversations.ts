import { z } from "zod";
import { SlackRefusal } from "../slack-refusal.ts";
import { BOT, TEAM, WORLD_BEGAN_S, type Channel } from "../world.ts";
import { findChannel, findOwnChannel, hasBot, openDm } from "./find-channel.ts";
import { count, flag, method } from "./method.ts";
import { pageOf } from "./page-of.ts";

const TYPES = { public: "public_channel", private: "private_channel", dm: "im" } as const;

const listing = z.object({
  types: z.string().default("public_channel"),
  exclude_archived: flag.default(false),
  limit: count(100, 999),
  cursor: z.string().optional(),
});

export const list = method(listing, ({ store }, { types, exclude_archived, limit, cursor }) => {
  const wanted = types.split(",").map((type) => type.trim());
  const known = store.channels.filter((channel) => {
    const mayKnow = channel.kind === "dm" ? channel.open : channel.kind === "public" || hasBot(channel);
    return mayKnow && wanted.includes(TYPES[channel.kind]) && !(exclude_archived && channel.archived);
  });
  const { items, next } = pageOf(known, limit, cursor);
  return { channels: items.map(shownChannel), response_metadata: { next_cursor: next } };
});

const one = z.object({ channel: z.string() });

export const info = method(one, (demo, args) => ({ channel: shownChannel(findChannel(demo, args.channel)) }));

export const join = method(one, (demo, args) => {
  const channel = findChannel(demo, args.channel);
  if (channel.kind !== "public") throw new SlackRefusal("method_not_supported_for_channel_type");
  if (channel.archived) throw new SlackRefusal("is_archived");
  if (hasBot(channel)) {
    const warning = "already_in_channel";
    return { channel: shownChannel(channel), warning, response_metadata: { warnings: [warning] } };
  }
  channel.members.push(BOT.user);
  channel.shown_members += 1;
  demo.store.save();
  return { channel: shownChannel(channel) };
});

const opening = z.object({ users: z.string().optional(), channel: z.string().optional(), return_im: flag.optional() });

/** With one person, or by the id of an open DM. Groups would need `mpim:write`, which the app does not have. */
export const open = method(opening, (demo, { users, channel, return_im }) => {
  const people = users?.split(",").map((id) => id.trim()) ?? [];
  if (people.length > 1) throw new SlackRefusal("missing_scope", { needed: "mpim:write" });
  if (!people[0] && !channel) throw new SlackRefusal("users_list_not_supplied");
  const wasOpen = demo.store.channels.find((each) => each.person === people[0])?.open;
  const dm = people[0] ? openDm(demo, people[0]) : findChannel(demo, channel ?? "");
  return { ...(wasOpen && { no_op: true, already_open: true }), channel: return_im ? shownChannel(dm) : { id: dm.id } };
});

const members_of = z.object({ channel: z.string(), limit: count(100, 999), cursor: z.string().optional() });

export const members = method(members_of, (demo, { channel: id, limit, cursor }) => {
  const channel = findChannel(demo, id);
  const { items, next } = pageOf(findOwnChannel(demo, channel.id).members, limit, cursor);
  return { members: items, response_metadata: { next_cursor: next } };
});

function shownChannel(channel: Channel): Record<string, unknown> {
  const { id, kind, archived } = channel;
  const common = {
    id,
    created: WORLD_BEGAN_S,
    is_channel: kind === "public",
    is_group: false,
    is_im: kind === "dm",
    is_mpim: false,
    is_private: kind !== "public",
    is_archived: archived,
    is_org_shared: false,
    context_team_id: TEAM.id,
  };
  if (kind === "dm") return { ...common, user: channel.person, is_open: channel.open, priority: 0 };
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    previous_names: channel.previous_names,
    is_general: id === "C0GEN",
    is_member: hasBot(channel),
    is_shared: channel.shared_with !== undefined,
    is_ext_shared: channel.shared_with !== undefined,
    is_pending_ext_shared: false,
    creator: "U0MIRA",
    topic: { value: channel.topic, creator: "U0MIRA", last_set: WORLD_BEGAN_S },
    purpose: { value: channel.topic, creator: "U0MIRA", last_set: WORLD_BEGAN_S },
    num_members: channel.shown_members,
  };
}
