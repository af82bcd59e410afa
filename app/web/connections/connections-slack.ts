import type { Check } from "../../ports/slack-setup.ts";
import { arrivalCheck } from "../../slack/setup/checks.ts";
import { createUrl, isPublic, manifestOf, type Mode } from "../../slack/setup/manifest.ts";
import { field, type Fields } from "../page/context.ts";
import type { WebDeps } from "../page/page.ts";

/** Whether Slack may be used, what is missing, and how one's own app is made. */
export type SlackCard = {
  state: "demo" | "connected" | "broken" | "untested";
  label: string;
  what: string;
  /** After a test all of them, before it the one that costs nothing. */
  checks: Check[];
  next: string;
  link: { href: string; text: string } | null;
  setUp: SetUp;
};

type SetUp = {
  /** Shown at once to whoever just chose the mode. */
  open: boolean;
  mode: Mode;
  modes: { mode: Mode; name: string; href: string }[];
  manifest: string;
  manifestHref: string;
  createHref: string;
  /** The lines for .env, in order. */
  variables: { name: string; where: string }[];
  /** What the chosen mode still needs; "" when nothing. */
  needs: string;
};

const MODES: Record<Mode, string> = { socket: "Socket Mode", http: "HTTP" };

/** What somebody asks for, else how it runs. */
export function modeOf({ slackSetup }: WebDeps, query: Fields): Mode {
  const asked = field(query, "slack");
  if (asked === "http" || asked === "socket") return asked;
  return slackSetup?.health().transport === "http" ? "http" : "socket";
}

/** @param tested What a test just found; absent before the first. */
export function slackCard(deps: WebDeps, query: Fields, tested?: Check[]): SlackCard {
  const { settings, slackSetup } = deps;
  const demo = settings.parts.slack === "demo";
  const checks = tested ?? (slackSetup ? [arrivalCheck(slackSetup.health(), deps.clock())] : []);
  return {
    ...stateOf(demo, checks, tested !== undefined),
    what: "Posts what a person decided, and nothing else. /pulse, the cards and the Home tab come through it.",
    checks,
    next: tested || demo ? "" : "Test looks at the token, the scopes, the channels of your profiles and the clock.",
    link: demo && settings.demoSlackUrl ? { href: settings.demoSlackUrl, text: "Open the demo Slack" } : null,
    setUp: setUpOf(modeOf(deps, query), settings.publicUrl, field(query, "slack") !== ""),
  };
}

export async function testSlack({ slackSetup, slack }: WebDeps): Promise<Check[]> {
  if (slackSetup) return slackSetup.look();
  const health = await slack.test();
  if (!health.ok) return [{ name: "Bot token", state: "bad", says: health.message, next: health.remedy }];
  return [{ name: "Bot token", state: "ok", says: `Signed in to ${health.team} as @${health.bot}.`, next: "" }];
}

function stateOf(demo: boolean, checks: readonly Check[], tested: boolean): Pick<SlackCard, "state" | "label"> {
  if (checks.some(({ state }) => state === "bad")) return { state: "broken", label: tested ? "Broken" : "Look here" };
  if (demo) return { state: "demo", label: tested ? "Demo, works" : "Demo" };
  return tested ? { state: "connected", label: "Connected" } : { state: "untested", label: "Set up" };
}

function setUpOf(mode: Mode, publicUrl: string, open: boolean): SetUp {
  const manifest = manifestOf(mode, publicUrl);
  const needs = mode === "http" && !isPublic(publicUrl);
  return {
    open,
    mode,
    manifest: JSON.stringify(manifest, null, 2),
    createHref: createUrl(manifest),
    modes: (["socket", "http"] as const).map((one) => ({
      mode: one,
      name: MODES[one],
      href: `/connections?slack=${one}#conn-slack`,
    })),
    manifestHref: `/connections/slack/manifest?slack=${mode}`,
    variables: [
      {
        name: "SLACK_BOT_TOKEN",
        where: "OAuth & Permissions, Bot User OAuth Token (xoxb-…), after “Install to workspace”",
      },
      mode === "socket"
        ? { name: "SLACK_APP_TOKEN", where: "Basic Information, App-Level Tokens, with connections:write (xapp-…)" }
        : { name: "SLACK_SIGNING_SECRET", where: "Basic Information, App Credentials, Signing Secret" },
    ],
    needs: needs
      ? `HTTP needs an https address that Slack can reach, and Pulse’s is ${publicUrl}. Set PUBLIC_URL, or take Socket Mode.`
      : "",
  };
}
