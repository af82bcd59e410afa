import type { Check, TransportHealth } from "../../ports/slack-setup.ts";
import { dateText } from "../../../base/date-text.ts";
import { OPTIONAL_SCOPES, SCOPES } from "./manifest.ts";
import { listed } from "../../../base/listed.ts";

/** What Slack says about our token; `null` facts it did not say. */
export type TokenFacts =
  | {
      ok: true;
      team: string;
      team_id: string;
      /** The organisation that it is installed in as a whole; null: it is a workspace's. */
      organisation?: string | null;
      bot: string;
      scopes: readonly string[] | null;
      skew_s: number | null;
    }
  | { ok: false; error: string };

export type SetupFacts = {
  /** Null: Slack did not answer. */
  token: TokenFacts | null;
  /** SLACK_TEAM_ID, if it is set. */
  team_id: string | null;
  /** Those that profiles post to, and whether Pulse is in them; null when the list could not be had. */
  channels: readonly { id: string; name: string; profiles: readonly string[]; is_member: boolean }[] | null;
  health: TransportHealth;
  now: Date;
};

/** Everything that has to be right before people can use Pulse in Slack, what to do first at the top. */
export function setupChecks(facts: SetupFacts): Check[] {
  const checks = [tokenCheck(facts), arrivalCheck(facts.health, facts.now)];
  if (!facts.token?.ok) return checks;
  return [...checks, scopeCheck(facts.token.scopes), channelCheck(facts.channels), clockCheck(facts.token.skew_s)];
}

const ok = (name: string, says: string): Check => ({ name, state: "ok", says, next: "" });
const bad = (name: string, says: string, next: string): Check => ({ name, state: "bad", says, next });
const note = (name: string, says: string, next: string): Check => ({ name, state: "note", says, next });

const NEW_TOKEN =
  "Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into SLACK_BOT_TOKEN, and start again.";
const TOKEN_WORDS: Record<string, [says: string, next: string]> = {
  account_inactive: ["Pulse was removed from the workspace.", `Install the app again. ${NEW_TOKEN}`],
  token_revoked: ["The token was revoked.", `Install the app again. ${NEW_TOKEN}`],
  not_allowed_token_type: ["SLACK_BOT_TOKEN holds another kind of token.", NEW_TOKEN],
};

function tokenCheck({ token, team_id }: SetupFacts): Check {
  const name = "Bot token";
  if (!token) return bad(name, "Slack does not answer.", "Check this machine’s network, then test again.");
  if (!token.ok) {
    const code = /^[a-z_]+$/.test(token.error) ? token.error : "no words that are Slack’s";
    const [says, next] = TOKEN_WORDS[code] ?? [`Slack does not accept SLACK_BOT_TOKEN (${code}).`, NEW_TOKEN];
    return bad(name, says, next);
  }
  if (team_id && token.team_id !== team_id && !token.organisation) {
    const says = `The token is of ${token.team} (${token.team_id}), and SLACK_TEAM_ID says ${team_id}.`;
    return bad(name, says, `Set SLACK_TEAM_ID to ${token.team_id}, or take the token of the other workspace.`);
  }
  return ok(name, `Signed in to ${token.team} as @${token.bot}.`);
}

function scopeCheck(scopes: readonly string[] | null): Check {
  const name = "Scopes";
  if (!scopes) return note(name, "Slack did not say which scopes the app has.", "");
  const missing = SCOPES.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) {
    const next = "Add them under OAuth & Permissions, Bot Token Scopes, and install the app again.";
    return bad(name, `Missing: ${missing.join(", ")}.`, next);
  }
  const without = OPTIONAL_SCOPES.filter((scope) => !scopes.includes(scope));
  if (without.length === 0) return ok(name, "All that Pulse needs.");
  const [what, why] = [without.map((scope) => WITHOUT[scope].lacks), without.map((scope) => WITHOUT[scope].why)];
  return note(name, `All that Pulse needs, without ${listed(what)}.`, why.join(" "));
}

const WITHOUT: Record<(typeof OPTIONAL_SCOPES)[number], { lacks: string; why: string }> = {
  "users:read.email": {
    lacks: "addresses",
    why: "Add users:read.email if Slack and browser shall know people by the same address.",
  },
  "im:history": {
    lacks: "its own conversations",
    why: "Add im:history so that a card whose answer got lost is found, and not sent twice.",
  },
  "emoji:read": {
    lacks: "the workspace’s own emoji",
    why: "Add emoji:read so that they are offered while somebody writes, and not taken for unknown.",
  },
};

function channelCheck(channels: SetupFacts["channels"]): Check {
  const name = "Channels";
  if (!channels) return note(name, "The list of channels could not be read.", "Test again in a moment.");
  if (channels.length === 0) return ok(name, "No profile has a channel yet.");
  const without = channels.filter(({ is_member }) => !is_member);
  if (without.length === 0) {
    return ok(name, `Pulse is in every channel that profiles post to: ${namesOf(channels)}.`);
  }
  const whose = listed([...new Set(without.flatMap(({ profiles }) => profiles))]);
  return bad(name, `Pulse is not in ${namesOf(without)} (${whose}).`, `Write /invite @Pulse in ${namesOf(without)}.`);
}

const namesOf = (channels: readonly { name: string }[]) => listed(channels.map(({ name }) => `#${name}`));

const SKEW_S = 60;

function clockCheck(skew_s: number | null): Check {
  const name = "Clock";
  if (skew_s === null) return note(name, "Slack did not say what time it is.", "");
  if (Math.abs(skew_s) <= SKEW_S) return ok(name, "Agrees with Slack’s.");
  const side = skew_s > 0 ? "ahead of" : "behind";
  const next = "Let the time be set by NTP. Beyond five minutes signed requests are refused.";
  return bad(name, `This machine’s clock is ${Math.round(Math.abs(skew_s))} s ${side} Slack’s.`, next);
}

/** Whether what people do in Slack arrives here. */
export function arrivalCheck({ transport, connected, since, last_problem }: TransportHealth, now: Date): Check {
  const name = transport === "http" ? "Requests" : "Socket Mode";
  if (transport === "off") {
    const next = "Set SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET behind an https address, and start again.";
    return bad("Buttons and commands", "Pulse can post, but /pulse, buttons and the Home tab do not answer.", next);
  }
  if (connected && !last_problem) {
    const when = since ? `${dateText(since, now, { timeZone: "UTC", clock: true })} UTC` : "now";
    return ok(name, transport === "http" ? `The last signed request came at ${when}.` : `Connected since ${when}.`);
  }
  if (transport === "http") {
    const next = "Write /pulse help in Slack, then test again.";
    return last_problem ? bad(name, last_problem, next) : note(name, "No signed request has come yet.", next);
  }
  return bad(name, last_problem ?? "Not connected yet.", "Pulse keeps trying by itself.");
}
