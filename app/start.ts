import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { routePath } from "hono/route";
import { announce, announceLink, stopWithParent } from "../base/child.ts";
import { systemClock, type Clock } from "../base/clock.ts";
import { logWhatEscapes } from "../base/last-words.ts";
import { addressOf, listen } from "../base/listen.ts";
import { createLog } from "../base/log.ts";
import { watchLoopDelay } from "../base/loop-delay.ts";
import { HangUp } from "../base/read-body.ts";
import { readiness } from "../base/readiness.ts";
import { served, showRequestId } from "../base/served.ts";
import { startTracing, stopTracing } from "../base/tracing.ts";
import { requestSpan } from "../base/request-span.ts";
import { tracingOf } from "../base/tracing/variables.ts";
import { sayingWhy } from "../base/waiting.ts";
import { migrations } from "../db/app/migrations/index.ts";
import { ensureTeam, WITH_MADE_UP_PEOPLE } from "../db/app/people.ts";
import type { AppTables } from "../db/app/tables.ts";
import { connect } from "../db/connect.ts";
import { createJobs } from "../db/jobs.ts";
import { untilPrepared } from "../db/migrate.ts";
import { receiver } from "../webhooks/receive.ts";
import { API_PATH, appApi } from "./api/server.ts";
import { isDevelopment, isSlackItself, type Config } from "./config.ts";
import { slackClient } from "./delivery/slack.ts";
import type { Deps, Settings } from "./deps.ts";
import { openQueues, workJobs } from "./jobs.ts";
import { devPeople } from "./people/dev-people.ts";
import { openIdProvider } from "./people/open-id-provider.ts";
import { signInCodes } from "./people/sign-in-codes.ts";
import { sayWhoMaySignIn } from "./people/say-who-may-sign-in.ts";
import { pickersOf, type Pickers } from "./pickers.ts";
import { pipelinesClient } from "./pipelines-client.ts";
import type { OpenId } from "./ports/open-id.ts";
import { dependenciesOf } from "./ready.ts";
import { slackFront, type SlackFront } from "./slack/front.ts";
import { chores, listeners } from "./slack/listeners.ts";
import { slackSetup } from "./slack/setup/setup.ts";
import { EVENTS_PATH } from "./slack/transport/events-path.ts";
import { receiptStore } from "./updates/receive-result.ts";
import { webApp } from "./web/server.ts";

export const WEBHOOK_PATH = "/api/webhooks/pipelines";

type Started = { deps: Deps; stop: () => Promise<void> };

/**
 * Opens the port once the database is up to date; jobs begin right after the first page can be served.
 *
 * @param clock What it takes for now.
 * @param isStarted Whoever started it says by itself what a person has to know.
 */
export async function startApp(
  config: Config,
  clock: Clock = systemClock,
  isStarted: boolean = Boolean(process.channel),
): Promise<Started> {
  const log = createLog("app", config.LOG_LEVEL);
  logWhatEscapes(log);
  // Under a starter that prepares the database itself there is nothing to say.
  const waiting = isStarted ? () => undefined : sayingWhy((reason) => log.warn({ reason }, "waiting"));
  const settings = settingsOf(config);
  const session = settings.development ? WITH_MADE_UP_PEOPLE : {};
  const { db, ready, close } = connect<AppTables>(config.DATABASE_URL, log, session, { waiting });
  const jobs = createJobs(config.DATABASE_URL, "app", log);
  const { SLACK_BOT_TOKEN: token, SLACK_API_URL, SLACK_TEAM_ID: teamId } = config;
  const slack = slackClient({ token, apiUrl: SLACK_API_URL, log, teamId });
  const pipelines = pipelinesClient({ url: config.PIPELINES_URL, apiKey: config.PULSE_API_KEY });
  await Promise.all([ready(), startTracing("pulse-app", tracingOf(config), log)]);
  await untilPrepared(db, "app", migrations, waiting);
  jobs.live();
  await openQueues(jobs);
  await ensureTeam(db, config.TEAM_NAME, settings.development ? devPeople : []);

  const openId = openIdOf(config, settings);
  const deps: Deps = { db, jobs, clock, log, pipelines, slack, settings, openId };
  if (settings.development) deps.signInCodes = codesOf(settings, clock, isStarted);
  const pickers = pickersOf(deps);
  const front = pulseInSlack(deps, pickers, config);
  deps.slackUser = front.calls.user;
  const { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl } = config;
  deps.slackSetup = slackSetup(deps, { botToken, apiUrl, health: front.health, known: front.known });
  const { fetch: answer } = routes(deps, pickers, front, config);
  const fetch = served(answer, log, () => Response.json({ ok: false }, { status: 500 }));
  // Safe: the library's one kind of server that is made without certificates.
  const { server, port } = await listen(
    config,
    (hostname, up) => serve({ fetch, hostname, port: config.PORT }, up) as Server,
  );
  if (!config.PUBLIC_URL) settings.publicUrl = addressOf(config.HOST, port);
  if (!config.CALLBACK_URL) settings.callbackUrl = `${settings.publicUrl}${WEBHOOK_PATH}`;
  log.info({ url: settings.publicUrl }, "app is up");
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await Promise.all([front.stop(), jobs.stop()]);
    await Promise.all([close(), stopTracing()]);
  };
  stopWithParent(stop);
  tellAddress(deps, port, isStarted);
  await sayWhoMaySignIn(deps, config);

  await Promise.all([workJobs(deps), front.start()]);
  return { deps, stop };
}

function tellAddress({ settings, signInCodes: codes }: Deps, port: number, isStarted: boolean): void {
  const signIn = codes?.link();
  announce({ url: settings.publicUrl, port, ...(signIn && { signIn }) });
  if (signIn && !isStarted) printLink("Sign in", signIn);
}

/** Whoever started this process prints the links; where nobody did, it does so itself. */
function codesOf(settings: Settings, clock: Clock, isStarted: boolean) {
  return signInCodes({
    address: () => settings.publicUrl,
    clock,
    tell(link, because) {
      announceLink({ link, because });
      if (!isStarted) printLink(because === "spent" ? "Another browser" : "Wrong codes came; sign in", link);
    },
  });
}

const printLink = (words: string, link: string): void =>
  void process.stdout.write(`${words}: ${link} (this machine only, once)\n`);

const inRequestSpan = requestSpan((c: Context) => routePath(c));

/** Nobody asks why a picture took long. */
const tracedPages = (c: Context, next: () => Promise<void>) =>
  c.req.path.startsWith("/assets/") ? next() : inRequestSpan(c, next);

/** Everything that the app's port answers. */
export function routes(
  deps: Deps,
  pickers: Pickers,
  front: Pick<SlackFront, "routes" | "health">,
  { WEBHOOK_SIGNING_KEYS }: Pick<Config, "WEBHOOK_SIGNING_KEYS">,
): Hono {
  const loopDelay = watchLoopDelay();
  const ready = readiness(dependenciesOf(deps, front), deps.log);
  const app = new Hono()
    .onError((error, c) => {
      if (error instanceof HangUp) return c.body(null, 400);
      deps.log.error({ error, path: c.req.path }, "unexpected error");
      return c.json({ ok: false }, 500);
    })
    .use(showRequestId)
    .get("/healthz", (c) => c.json({ ok: true }))
    .get("/readyz", async (c) => {
      const { status, body } = await ready();
      return c.json({ ...body, loop_delay_ms: loopDelay() }, status);
    })
    .use(tracedPages)
    .route(WEBHOOK_PATH, receiver({ store: receiptStore(deps), signingKeys: WEBHOOK_SIGNING_KEYS, now: deps.clock }));
  if (front.routes) app.route(EVENTS_PATH, front.routes);
  app.route(API_PATH, appApi(deps));
  return app.route("/", webApp(deps, pickers));
}

function pulseInSlack(deps: Deps, pickers: Pickers, config: Config): SlackFront {
  return slackFront(deps, pickers, {
    botToken: config.SLACK_BOT_TOKEN,
    apiUrl: config.SLACK_API_URL,
    listeners,
    chores,
    appToken: config.SLACK_APP_TOKEN,
    signingSecret: config.SLACK_SIGNING_SECRET,
  });
}

function settingsOf(config: Config): Settings {
  const demo = new Set(config.DEMO_PARTS.split(",").filter(Boolean));
  const publicUrl = config.PUBLIC_URL?.replace(/\/$/, "") ?? addressOf(config.HOST, config.PORT);
  return {
    publicUrl,
    callbackUrl: config.CALLBACK_URL ?? `${publicUrl}${WEBHOOK_PATH}`,
    tokenKey: Buffer.from(config.WEBHOOK_TOKEN_KEY, "base64"),
    runDeadlineMs: config.RUN_DEADLINE_MINUTES * 60_000,
    teamName: config.TEAM_NAME,
    development: isDevelopment(config),
    adminEmail: config.ADMIN_EMAIL ?? null,
    slackTeamId: config.SLACK_TEAM_ID ?? null,
    parts: { github: demo.has("github") ? "demo" : "real", slack: demo.has("slack") ? "demo" : "real" },
    demoSlackUrl: config.DEMO_SLACK_URL ?? null,
    demoGithubUrl: config.DEMO_GITHUB_URL ?? null,
    demoModelUrl: config.DEMO_MODEL_URL ?? null,
    freshViews: config.VIEWS === "fresh",
  };
}

function openIdOf(config: Config, settings: Settings): OpenId | null {
  const { OPENID_ISSUER, OPENID_CLIENT_ID, OPENID_CLIENT_SECRET, OPENID_EMAIL_DOMAINS, SLACK_TEAM_ID } = config;
  if (!OPENID_ISSUER || !OPENID_CLIENT_ID || !OPENID_CLIENT_SECRET) return null;
  return openIdProvider({
    issuer: OPENID_ISSUER,
    clientId: OPENID_CLIENT_ID,
    clientSecret: OPENID_CLIENT_SECRET,
    slackTeamId: isSlackItself(config) ? (SLACK_TEAM_ID ?? null) : null,
    domains: OPENID_EMAIL_DOMAINS,
    emailsVerified: config.OPENID_EMAILS_VERIFIED,
    madeUp: isSlackItself(config) && settings.parts.slack === "demo",
  });
}
