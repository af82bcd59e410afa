import type { Channel } from "../../../db/app/columns.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { OWN_LIMITS } from "../../limits.ts";
import { readCardRef, writeCardRef, type CardRef } from "../card-ref.ts";
import { modalTitle, section } from "./block.ts";
import { short } from "./card-words.ts";
import { choiceInput, conversationInput, textInput } from "./compose-inputs.ts";
import { SLACK } from "./limits.ts";
import type { ModalView, Values } from "./shapes.ts";

type Choice = Channel & { is_private: boolean; is_member: boolean };

/** @param channels Null: no list could be had, so the form takes an id. */
export function channelModal(
  ref: CardRef,
  { number, title, channel }: { number: number; title: string; channel: Channel },
  channels: readonly Choice[] | null,
): ModalView {
  return {
    type: "modal",
    callback_id: "change_channel",
    title: modalTitle("Change channel"),
    submit: modalTitle("Send it there"),
    close: modalTitle("Cancel"),
    private_metadata: writeCardRef(ref),
    blocks: [section(`*#${number} ${short(title, 150)}*`), channelInput(channel, channels)],
  };
}

const HINT = "That channel’s rules hold, and its time to approve begins anew.";

function channelInput(now: Channel, channels: readonly Choice[] | null) {
  const others = channels?.filter(({ id }) => id !== now.id) ?? [];
  if (others.length === 0)
    return textInput("channel", "Channel", { value: "", max: OWN_LIMITS.channel_chars, hint: "Its id, C0123ABCD." });
  if (others.length > SLACK.options) return conversationInput("channel", "Channel", { value: "", hint: HINT });
  const options = others.map(({ id, name, is_private, is_member }) => ({
    value: id,
    label: `#${name}${is_private ? ", private" : ""}${is_member ? "" : ", /invite @Pulse first"}`,
  }));
  return choiceInput("channel", "Channel", options, { chosen: "", hint: HINT });
}

/** @throws {Problem} `invalid` for what we never wrote, and for a channel that is not in the list. */
export function readChannel(metadata: string, values: Values, channels: readonly Channel[] | null) {
  const chosen = String(values["channel"] ?? "").trim();
  const found = channels?.find(({ id }) => id === chosen);
  const typed = !channels?.length && /^[CG][A-Z0-9]+$/.test(chosen) ? { id: chosen, name: chosen } : undefined;
  const channel = found ?? typed;
  if (!channel) throw new Problem("invalid", "That channel is not in the list.", "Choose one from the list.");
  return { ref: readCardRef(metadata), channel: { id: channel.id, name: channel.name } };
}
