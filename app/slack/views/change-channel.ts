import { changeChannel } from "../../updates/change-channel.ts";
import { readChannel } from "../blocks/draft-channel.ts";
import { drawNow } from "../cards/draw.ts";
import type { ViewListeners } from "../seen.ts";
import { unlessSeen } from "./unless-seen.ts";

/** The form that asked where, sent. It does not wait for the card. */
export const change_channel: ViewListeners["change_channel"] = async (deps, { actor, view }) => {
  const { ref, channel } = readChannel(view.private_metadata, view.values, await deps.pickers.channels());
  const update = await unlessSeen(deps, actor, ref, view.form);
  if (update) return { update };
  const name = (await deps.slack.channelName(channel.id)) ?? channel.name;
  await changeChannel(deps, actor, ref.update_id, { channel: { id: channel.id, name }, seen: ref.channel_id });
  void drawNow(deps, ref.update_id);
  return { done: `It goes to #${name} now.` };
};
