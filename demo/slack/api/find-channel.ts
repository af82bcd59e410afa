import type { Demo } from "../demo.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import { BOT, type Channel } from "../world.ts";

/** @throws {SlackRefusal} `channel_not_found`, also for what the app is not allowed to know of. */
export function findChannel({ store }: Demo, id: string): Channel {
  const channel = store.channels.find((each) => each.id === id);
  const hidden = channel?.kind === "dm" ? !channel.open : channel?.kind === "private" && !hasBot(channel);
  if (!channel || hidden) throw new SlackRefusal("channel_not_found");
  return channel;
}

/** @throws {SlackRefusal} `channel_not_found`, `not_in_channel` */
export function findOwnChannel(demo: Demo, id: string): Channel {
  const channel = findChannel(demo, id);
  if (!hasBot(channel)) throw new SlackRefusal("not_in_channel");
  return channel;
}

export function hasBot(channel: Channel): boolean {
  return channel.members.includes(BOT.user);
}

/** The DM with this person, open from now on. */
export function openDm({ store }: Demo, person: string): Channel {
  const dm = store.channels.find((channel) => channel.person === person);
  if (!dm) throw new SlackRefusal("user_not_found");
  if (!dm.open) {
    dm.open = true;
    store.save();
  }
  return dm;
}
