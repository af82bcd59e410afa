import { z } from "zod";
import { findTeamId } from "../../../db/app/people.ts";
import { listProfiles } from "../../../db/app/profiles.ts";
import { lastSlackAct } from "../../../db/app/slack-acts.ts";
import type { Deps } from "../../deps.ts";
import type { SlackSetup, TransportHealth } from "../../ports/slack-setup.ts";
import { soon } from "../../soon.ts";
import { setupChecks, type SetupFacts, type TokenFacts } from "./checks.ts";

type Options = {
  botToken: string;
  apiUrl: string;
  health: () => TransportHealth;
  /** Slack accepts our token. */
  known: () => void;
};

const LOOKED_WITHIN_MS = 5_000;

export function slackSetup(deps: Deps, { botToken, apiUrl, health, known }: Options): SlackSetup {
  return {
    health,
    async look() {
      const asked = soon(
        deps,
        "Slack’s word on the token",
        () => askAboutToken(deps, botToken, apiUrl),
        LOOKED_WITHIN_MS,
      );
      const listed = soon(deps, "the channels of profiles", () => channelsOf(deps), LOOKED_WITHIN_MS);
      const heard = soon(deps, "when Slack was last heard of", () => lastSlackAct(deps.db), LOOKED_WITHIN_MS);
      const [token, channels, since] = await Promise.all([asked, listed, heard]);
      if (token?.ok) known();
      const team_id = deps.settings.slackTeamId ?? null;
      return setupChecks({ token, channels, team_id, health: heardOf(health(), since), now: deps.clock() });
    },
  };
}

const answer = z.union([
  z.object({
    ok: z.literal(true),
    team: z.string(),
    team_id: z.string(),
    user: z.string(),
    enterprise_id: z.string().nullish(),
    is_enterprise_install: z.boolean().default(false),
  }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** By hand, because the SDK hands out no headers: what the token may do, and Slack's clock, are told there. */
async function askAboutToken({ clock }: Deps, token: string, apiUrl: string): Promise<TokenFacts> {
  const init = { method: "POST", redirect: "error", signal: AbortSignal.timeout(LOOKED_WITHIN_MS) } as const;
  const said = await fetch(new URL("auth.test", apiUrl), { ...init, headers: { authorization: `Bearer ${token}` } });
  const read = answer.parse(await said.json());
  if (!read.ok) return read;
  const { team, team_id, user: bot } = read;
  const organisation = (read.is_enterprise_install && read.enterprise_id) || null;
  const scopes =
    said.headers
      .get("x-oauth-scopes")
      ?.split(",")
      .map((scope) => scope.trim()) ?? null;
  return { ok: true, team, team_id, organisation, bot, scopes, skew_s: skewOf(said.headers.get("date"), clock()) };
}

/** Seconds that we are ahead. The header has whole seconds. */
function skewOf(date: string | null, now: Date): number | null {
  const theirs = Date.parse(date ?? "");
  return Number.isNaN(theirs) ? null : (now.getTime() - theirs) / 1_000;
}

/** Signed requests come to one process or to another. */
function heardOf(health: TransportHealth, since: Date | null): TransportHealth {
  const elsewhere = health.transport === "http" && !health.connected && since !== null;
  return elsewhere ? { ...health, connected: true, since, last_problem: null } : health;
}

async function channelsOf({ db, slack }: Deps): Promise<SetupFacts["channels"]> {
  const profiles = await listProfiles(db, await findTeamId(db));
  const member = new Set((await slack.channels()).filter(({ is_member }) => is_member).map(({ id }) => id));
  const channels = new Map(profiles.flatMap(({ channel }) => (channel ? [[channel.id, channel] as const] : [])));
  return [...channels.values()].map(({ id, name }) => ({
    id,
    name,
    is_member: member.has(id),
    profiles: profiles.filter(({ channel }) => channel?.id === id).map((profile) => profile.name),
  }));
}
