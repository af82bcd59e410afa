import { describe, expect, test } from "vitest";
import type { TransportHealth } from "../../app/ports/slack-setup.ts";
import { createUrl, manifestOf, OPTIONAL_SCOPES, SCOPES } from "../../app/slack/setup/manifest.ts";
import { setupChecks, type SetupFacts, type TokenFacts } from "../../app/slack/setup/checks.ts";
import { manifestSchema } from "../../demo/slack/installed.ts";

const PUBLIC = "https://pulse.acme.example";

describe("the manifest", () => {
  test("by sockets names no address, and demo Slack takes it", () => {
    const manifest = manifestOf("socket", PUBLIC);

    expect(JSON.stringify(manifest)).not.toContain("/slack/events");
    expect(manifestSchema.parse(manifest)).toMatchObject({
      request_url: undefined,
      commands: [{ command: "/pulse", should_escape: true }],
      shortcuts: [{ callback_id: "compose_update" }, { callback_id: "add_to_update" }],
      events: ["app_home_opened", "app_uninstalled", "tokens_revoked"],
    });
  });

  test("by HTTP names the same address three times, and demo Slack takes it", () => {
    const manifest = manifestOf("http", PUBLIC);
    const at = `${PUBLIC}/slack/events`;

    expect(manifestSchema.parse(manifest).request_url).toBe(at);
    expect(manifest.features.slash_commands[0]).toMatchObject({ url: at });
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: at },
      interactivity: { request_url: at },
    });
  });

  test("asks for sign-in only where Slack would send people back", () => {
    const redirect_urls = [`${PUBLIC}/sign-in/callback`];
    expect(manifestOf("socket", PUBLIC).oauth_config).toMatchObject({
      redirect_urls,
      scopes: { user: ["openid", "email", "profile"] },
    });
    const local = manifestOf("socket", "http://127.0.0.1:3000").oauth_config;
    expect(local).not.toHaveProperty("redirect_urls");
    expect(local.scopes).not.toHaveProperty("user");
  });

  test("keeps Slack's limits, and fits into the link that makes the app", () => {
    const manifest = manifestOf("http", PUBLIC);
    const { display_information: about, features } = manifest;

    expect(about.name.length).toBeLessThanOrEqual(35);
    expect(about.description.length).toBeLessThanOrEqual(140);
    expect(features.shortcuts.every(({ name, description }) => name.length <= 24 && description.length <= 150)).toBe(
      true,
    );
    const url = new URL(createUrl(manifest));
    expect(JSON.parse(url.searchParams.get("manifest_json") ?? "")).toEqual(manifest);
    expect(url.href.length).toBeLessThan(4_000);
  });
});

const SINCE = new Date("2026-11-20T09:05:00Z");
const HEALTHY: TransportHealth = { transport: "socket", connected: true, since: SINCE, last_problem: null };
const TOKEN: TokenFacts = {
  ok: true,
  team: "Acme",
  team_id: "T0ACME",
  bot: "pulse",
  scopes: [...SCOPES, ...OPTIONAL_SCOPES],
  skew_s: 0.4,
};
const ENG = { id: "C0ENG", name: "eng-updates", profiles: ["Engineering weekly"], is_member: true };
const REL = { id: "C0REL", name: "releases", profiles: ["Release notes"], is_member: false };
const FINE: SetupFacts = { token: TOKEN, team_id: "T0ACME", channels: [ENG], health: HEALTHY, now: SINCE };

describe("the checks", () => {
  const of = (more: Partial<SetupFacts>) => setupChecks({ ...FINE, ...more });
  const bad = (more: Partial<SetupFacts>) => of(more).filter(({ state }) => state === "bad");
  const token = (more: Partial<TokenFacts & { ok: true }>) => ({ token: { ...TOKEN, ...more } as TokenFacts });

  test("say of each thing that it is right", () => {
    expect(of({}).map(({ name, state }) => `${name} ${state}`)).toEqual([
      "Bot token ok",
      "Socket Mode ok",
      "Scopes ok",
      "Channels ok",
      "Clock ok",
    ]);
  });

  test.each<[string, Partial<SetupFacts>, string, RegExp]>([
    ["no answer", { token: null }, "Slack does not answer.", /network/],
    ["a wrong token", { token: { ok: false, error: "invalid_auth" } }, "invalid_auth", /xoxb-/],
    [
      "an app that was removed",
      { token: { ok: false, error: "account_inactive" } },
      "removed",
      /Install the app again/,
    ],
    ["a page in place of Slack", { token: { ok: false, error: "<html>" } }, "no words that are Slack’s", /xoxb-/],
    [
      "another workspace",
      token({ team_id: "T0B", team: "Beta" }),
      "SLACK_TEAM_ID says T0ACME",
      /Set SLACK_TEAM_ID to T0B/,
    ],
    [
      "missing scopes",
      token({ scopes: ["chat:write", "commands", "im:write", "users:read"] }),
      "channels:history, groups:read",
      /install the app again/,
    ],
    [
      "a channel without Pulse",
      { channels: [ENG, REL] },
      "not in #releases (Release notes)",
      /\/invite @Pulse in #releases/,
    ],
    ["a clock that is behind", token({ skew_s: -312 }), "312 s behind Slack’s", /NTP/],
    ["a clock that is ahead", token({ skew_s: 61 }), "61 s ahead of Slack’s", /NTP/],
    [
      "no transport",
      { health: { ...HEALTHY, transport: "off", connected: false } },
      "buttons and the Home tab do not answer",
      /SLACK_APP_TOKEN/,
    ],
    [
      "a lost socket",
      { health: { ...HEALTHY, connected: false, last_problem: "Slack cannot be reached." } },
      "cannot be reached",
      /keeps trying/,
    ],
    [
      "a foreign signature",
      { health: { ...HEALTHY, transport: "http", connected: false, last_problem: "Another signature." } },
      "Another signature.",
      /pulse help/,
    ],
  ])("%s is said, with the next step", (_what, more, says, next) => {
    const [first, ...others] = bad(more);

    expect(first?.says).toContain(says);
    expect(first?.next).toMatch(next);
    expect(others).toEqual([]);
  });

  test("what is only nice to have is a note", () => {
    expect(of(token({ scopes: [...SCOPES] })).find(({ name }) => name === "Scopes")).toMatchObject({ state: "note" });
    const quiet = { ...HEALTHY, transport: "http" as const, connected: false, since: null };
    expect(of({ health: quiet })[1]).toMatchObject({ state: "note", says: "No signed request has come yet." });
  });
});
