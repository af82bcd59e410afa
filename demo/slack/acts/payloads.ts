import type { Demo } from "../demo.ts";
import { shownMessage } from "../shown-message.ts";
import type { Message } from "../store.ts";
import { BOT, ORGANISATION, PEOPLE, TEAM, type Channel } from "../world.ts";

/** Who acts: one of the three, or anyone that a test makes up, from a foreign workspace too. */
export type Actor = { id: string; team?: string; org_wide?: boolean };

/** `token` is the old verification token: Slack still sends one, and nobody may rely on it. */
const common = { token: "demo", api_app_id: BOT.app };

/** Source: docs.slack.dev, "Organization-ready apps": `team` is null where the app is installed in all of it. */
export function interactionBase({ id, team = TEAM.id, org_wide = false }: Actor) {
  const handle = handleOf(id);
  const enterprise = enterpriseOf(team, org_wide);
  const named = enterprise && { enterprise_id: enterprise.id, enterprise_name: enterprise.name };
  return {
    ...common,
    team: org_wide ? null : { id: team, domain: domainOf(team), ...named },
    user: { id, username: handle, name: handle, team_id: team },
    enterprise,
    is_enterprise_install: org_wide,
  };
}

function enterpriseOf(team: string, org_wide: boolean) {
  const { id, name, other_team } = ORGANISATION;
  return org_wide || team === id || team === other_team ? { id, name } : null;
}

const domainOf = (team: string) => (team === TEAM.id ? TEAM.domain : "elsewhere");

export function channelFields({ id, name, kind }: Channel) {
  const shown = kind === "dm" ? "directmessage" : kind === "private" ? "privategroup" : name;
  return { id, name: shown };
}

/** Source: docs.slack.dev, "Slash commands", "Preparing your app to receive commands". */
export function commandPayload(demo: Demo, actor: Actor, channel: Channel, command: string, text: string) {
  const { user, enterprise, is_enterprise_install } = interactionBase(actor);
  const { id: channel_id, name: channel_name } = channelFields(channel);
  return {
    ...common,
    team_id: user.team_id,
    team_domain: domainOf(user.team_id),
    ...(enterprise && { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    channel_id,
    channel_name,
    user_id: actor.id,
    user_name: handleOf(actor.id),
    command,
    text,
    is_enterprise_install: String(is_enterprise_install),
    response_url: demo.responseUrls.issue({ person: actor.id, channel: channel_id }),
    trigger_id: demo.triggers.issue(actor.id),
  };
}

/** Source: docs.slack.dev, "block_actions payload"; of an ephemeral message Slack sends no `message`. */
export function messageActionBase(demo: Demo, actor: Actor, channel: Channel, message: Message) {
  const { ts, thread_ts, ephemeral_to } = message;
  const is_ephemeral = ephemeral_to !== undefined;
  return {
    ...interactionBase(actor),
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral,
      ...(thread_ts && { thread_ts }),
    },
    trigger_id: demo.triggers.issue(actor.id),
    channel: channelFields(channel),
    ...(!is_ephemeral && { message: shownMessage(demo, message, false) }),
    response_url: demo.responseUrls.issue({ person: actor.id, channel: channel.id, ts, thread_ts }),
  };
}

type Place = Pick<Actor, "team" | "org_wide">;

/** Source: docs.slack.dev, "The Events API", "Callback field". */
export function eventPayload(
  demo: Demo,
  event: Record<string, unknown>,
  { team = TEAM.id, org_wide = false }: Place = {},
) {
  const event_time = Math.floor(demo.clock().getTime() / 1_000);
  const enterprise_id = enterpriseOf(team, org_wide)?.id ?? null;
  const installed = { enterprise_id, team_id: org_wide ? null : TEAM.id };
  return {
    ...common,
    team_id: team,
    ...(enterprise_id && { enterprise_id }),
    context_team_id: org_wide ? null : TEAM.id,
    context_enterprise_id: enterprise_id,
    type: "event_callback",
    event_id: `Ev${crypto.randomUUID().replaceAll("-", "").slice(0, 10).toUpperCase()}`,
    event_time,
    is_ext_shared_channel: false,
    authorizations: [{ ...installed, user_id: BOT.user, is_bot: true, is_enterprise_install: org_wide }],
    event: { ...event, event_ts: demo.store.nextTs() },
  };
}

export function actionTs(demo: Demo): string {
  return (demo.clock().getTime() / 1_000).toFixed(6);
}

function handleOf(id: string): string {
  return PEOPLE.find((person) => person.id === id)?.handle ?? id.toLowerCase();
}
