import { z } from "zod";
import type { OpenView, Values } from "./seen.ts";

/*
 * What Slack sends, as far as we read it. The bodies are verified; their shapes are Slack's, so unknown fields are let be.
 * Source: docs.slack.dev, "Interaction payloads", "Slash commands", "Events API".
 */

const option = z.looseObject({ value: z.string().default("") });

/** Every kind of input says its value in a field of its own. */
const typed = z
  .looseObject({
    value: z.string().nullish(),
    selected_option: option.nullish(),
    selected_options: z.array(option).nullish(),
    selected_date: z.string().nullish(),
    selected_time: z.string().nullish(),
    selected_channel: z.string().nullish(),
    selected_conversation: z.string().nullish(),
    selected_user: z.string().nullish(),
  })
  .transform((state): string | string[] => {
    if (state.selected_options) return state.selected_options.map(({ value }) => value);
    const { value, selected_option, selected_date, selected_time, selected_channel } = state;
    const { selected_conversation, selected_user } = state;
    return (
      value ??
      selected_option?.value ??
      selected_date ??
      selected_time ??
      selected_channel ??
      selected_conversation ??
      selected_user ??
      ""
    );
  });

const view = z
  .looseObject({
    id: z.string(),
    hash: z.string().default(""),
    callback_id: z.string().default(""),
    private_metadata: z.string().default(""),
    blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().default("") })).default([]),
    state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), typed)) }).optional(),
  })
  .transform(({ id, hash, callback_id, private_metadata, blocks, state }) => ({
    ...{ id, hash, callback_id, private_metadata, values: valuesOf(state?.values ?? {}) },
    /** Where an error that belongs to no field is shown. */
    first_input: blocks.find(({ type }) => type === "input")?.block_id ?? null,
  }));

function valuesOf(state: Record<string, Record<string, string | string[]>>): Values {
  return Object.fromEntries(Object.entries(state).map(([block, inputs]) => [block, Object.values(inputs)[0] ?? ""]));
}

const person = { user: z.looseObject({ id: z.string(), team_id: z.string().optional() }) };
const team = { team: z.looseObject({ id: z.string() }).nullish() };
const interaction = { ...person, ...team, trigger_id: z.string().default(""), response_url: z.string().nullish() };

const channel = z.looseObject({ id: z.string(), name: z.string().default("") });
const message = z.looseObject({ ts: z.string(), text: z.string().default("") });

export const clickBody = z.looseObject({
  ...interaction,
  actions: z
    .array(
      z.looseObject({
        action_id: z.string(),
        type: z.string().default("button"),
        value: z.string().nullish(),
        selected_option: option.nullish(),
      }),
    )
    .min(1),
  container: z.looseObject({ message_ts: z.string().optional(), channel_id: z.string().optional() }).optional(),
  view: view.optional(),
});

export const submitBody = z.looseObject({ ...interaction, view });

export const shortcutBody = z.looseObject({
  ...interaction,
  callback_id: z.string(),
  channel: channel.optional(),
  message: message.optional(),
});

export const commandBody = z.looseObject({
  ...{ command: z.string(), text: z.string().default(""), user_id: z.string(), team_id: z.string() },
  ...{ channel_id: z.string(), channel_name: z.string().default("") },
  ...{ trigger_id: z.string().default(""), response_url: z.string().nullish() },
});

export const homeBody = z.looseObject({
  team_id: z.string(),
  event: z.looseObject({ type: z.literal("app_home_opened"), user: z.string(), tab: z.string().default("home") }),
});

export type ReadView = z.infer<typeof view>;
export const openView = ({ id, hash, private_metadata, values }: ReadView): OpenView => ({
  ...{ id, hash, private_metadata, values },
});

/** In a shared channel, whoever clicks may be of another workspace than the channel: the person's own counts. */
export function teamOf(body: { user: { team_id?: string | undefined }; team?: { id: string } | null | undefined }) {
  return body.user.team_id ?? body.team?.id ?? "";
}
