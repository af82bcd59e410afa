import { z } from "zod";
import type { CameFrom } from "../people/slack-actor.ts";
import type { Values } from "./blocks/shapes.ts";
import type { OpenView } from "./seen.ts";

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

const words = z.looseObject({ type: z.literal("plain_text"), text: z.string() });
/** Its inputs' states, as Slack says them. */
const states = z.record(z.string(), z.record(z.string(), z.looseObject({})));

const view = z
  .looseObject({
    id: z.string(),
    hash: z.string().default(""),
    callback_id: z.string().default(""),
    private_metadata: z.string().default(""),
    blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().default("") })).default([]),
    title: words.optional(),
    submit: words.nullish(),
    close: words.nullish(),
    state: z.looseObject({ values: states.default({}) }).optional(),
  })
  .transform(({ id, hash, callback_id, private_metadata, blocks, title, submit, close, state }) => ({
    id,
    hash,
    callback_id,
    private_metadata,
    values: valuesOf(state?.values ?? {}),
    /** Where an error that belongs to no field is shown. */
    first_input: blocks.find(({ type }) => type === "input")?.block_id ?? null,
    form: { callback_id, private_metadata, title, submit, close, blocks, typed: state?.values ?? {} },
  }));

function valuesOf(state: z.infer<typeof states>): Values {
  const read = Object.entries(state).map(([block, inputs]) => {
    const [first] = Object.values(inputs);
    return [block, first ? typed.parse(first) : ""] as const;
  });
  return Object.fromEntries(read);
}

/*
 * In an organisation (Enterprise Grid) `user.team_id` is any of its workspaces, or the organisation itself; where the app is installed
 * in all of it, `team` is null. Source: docs.slack.dev, "Developing apps for Enterprise orgs", "Organization-ready apps".
 */
const id = z.string().nullish();
const person = { user: z.looseObject({ id: z.string(), team_id: id }) };
const team = {
  team: z.looseObject({ id, enterprise_id: id }).nullish(),
  enterprise: z.looseObject({ id }).nullish(),
};
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
  command: z.string(),
  text: z.string().default(""),
  user_id: z.string(),
  team_id: id,
  enterprise_id: id,
  channel_id: z.string(),
  channel_name: z.string().default(""),
  trigger_id: z.string().default(""),
  response_url: z.string().nullish(),
});

export const homeBody = z.looseObject({
  team_id: id,
  enterprise_id: id,
  context_team_id: id,
  context_enterprise_id: id,
  authorizations: z.array(z.looseObject({ team_id: id, enterprise_id: id })).nullish(),
  event: z.looseObject({ type: z.literal("app_home_opened"), user: z.string(), tab: z.string().default("home") }),
});

type ReadView = z.infer<typeof view>;
export const openView = ({ id, hash, callback_id, private_metadata, values }: ReadView): OpenView => ({
  id,
  hash,
  callback_id,
  private_metadata,
  values,
});

type Ids = readonly (string | null | undefined)[];

function cameFrom(user_id: string, teams: Ids, organisations: Ids): CameFrom {
  const [team_id = "", ...also] = teams.flatMap((team) => team || []);
  const organisation = [...organisations, ...teams].find((one) => one?.startsWith("E")) ?? null;
  return { user_id, team_id, also, organisation };
}

type Interaction = Pick<z.infer<typeof submitBody>, "user" | "team" | "enterprise">;

export const fromInteraction = ({ user, team, enterprise }: Interaction): CameFrom =>
  cameFrom(user.id, [user.team_id, team?.id], [enterprise?.id, team?.enterprise_id]);

export const fromCommand = ({ user_id, team_id, enterprise_id }: z.infer<typeof commandBody>): CameFrom =>
  cameFrom(user_id, [team_id], [enterprise_id]);

export function fromHome(body: z.infer<typeof homeBody>): CameFrom {
  const { event, team_id, enterprise_id, context_team_id, context_enterprise_id } = body;
  const installed = body.authorizations ?? [];
  const teams = [team_id, context_team_id, ...installed.map((one) => one.team_id)];
  const organisations = [enterprise_id, context_enterprise_id, ...installed.map((one) => one.enterprise_id)];
  return cameFrom(event.user, teams, organisations);
}
