import { z } from "zod";
import { isEveryAddress, isLoopback, listenVariables } from "../base/listen.ts";
import { readEnvironment, type SettingsRule } from "../base/read-environment.ts";
import { tracingVariables } from "../base/tracing/variables.ts";
import { sharedSecrets } from "../webhooks/shared-secrets.ts";

const KEY = "must be at least 32 bytes in base64, the app's own. Make one with: head -c 32 /dev/urandom | base64";
const key = z.string({ error: KEY }).refine((value) => Buffer.from(value, "base64").length >= 32, KEY);

const SLACK_API = "https://slack.com/api/";

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: z.url({ error: "must be the address of a PostgreSQL for the app's role, postgresql://pulse_app:…" }),
  ...listenVariables(3000),
  /** Where people reach the app, when that is not http://HOST:PORT. */
  PUBLIC_URL: z.url().optional(),
  /** Where the pipelines reach the app, when that is another address. */
  CALLBACK_URL: z.url().optional(),
  PIPELINES_URL: z.url({ error: "must be the address of the pipelines, http://…" }),
  ...sharedSecrets,
  WEBHOOK_TOKEN_KEY: key,
  SLACK_BOT_TOKEN: z
    .string({ error: "must be the bot token of your Slack app, xoxb-…" })
    .regex(/^xoxb-\S+$/, "must be the bot token, which begins with xoxb-"),
  /** Opens Socket Mode: commands, buttons and forms of Slack come through sockets of ours. */
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-\S+$/, "must be the app-level token, which begins with xapp-")
    .optional(),
  /** Without an app token they come as signed requests to PUBLIC_URL/slack/events. */
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(/^[\w-]{16,}$/, "must be the signing secret of the app's Basic Information, 32 letters and digits")
    .optional(),
  SLACK_API_URL: z.url().default(SLACK_API),
  /** The workspace whose people these are: T… */
  SLACK_TEAM_ID: z
    .string()
    .regex(/^[TE][A-Z0-9]+$/, "looks like T0123ABCD")
    .optional(),
  /** https://slack.com, or another OpenID provider; with it come the next three. */
  OPENID_ISSUER: z.url().optional(),
  OPENID_CLIENT_ID: z.string().optional(),
  OPENID_CLIENT_SECRET: z.string().optional(),
  /** Comma-separated; for another provider than Slack. "*": it has nobody but the team. */
  OPENID_EMAIL_DOMAINS: z
    .string()
    .default("")
    .transform((list) => list.split(",").flatMap((domain) => domain.trim().replace(/^@/, "") || [])),
  /** The provider gives out verified addresses alone, and does not say so of each. */
  OPENID_EMAILS_VERIFIED: z
    .enum(["true", "false"], { error: "is true or false" })
    .default("false")
    .transform((word) => word === "true"),
  ADMIN_EMAIL: z.email().optional(),
  TEAM_NAME: z.string().default("Acme"),
  /** Set by launch.ts: which of the other sides are stand-ins, so that pages can say so. */
  DEMO_PARTS: z.string().default(""),
  DEMO_SLACK_URL: z.url().optional(),
  DEMO_GITHUB_URL: z.url().optional(),
  DEMO_MODEL_URL: z.url().optional(),
  /** Set by `npm run dev`: templates and styles are read for each page, and not once. */
  VIEWS: z.enum(["kept", "fresh"]).default("kept"),
  /** Minutes that a run may take: the pipelines' setting, given to both. The app waits somewhat longer: see updates/run-margin.ts. */
  RUN_DEADLINE_MINUTES: z.coerce.number().min(0.05).max(120).default(10),
  LOG_LEVEL: z.string().default("info"),
  ...tracingVariables,
});
export type Config = z.infer<typeof schema>;

/** The one reader of the app's environment. @throws {Error} naming all that is missing or wrong at once; never prints a value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return readEnvironment(schema, env, [othersSecrets, publicAddress, signIn, provider, reach]);
}

/** Secrets of the other side: an app that has them was deployed wrongly. */
const NOT_OURS = [
  "OPENAI_API_KEY",
  "GITHUB_TOKEN",
  "GITHUB_APP_PRIVATE_KEY",
  "PIPELINES_DATABASE_URL",
  "PROVENANCE_KEY",
];
/** Nobody's who runs for long: it can change what has happened. */
const OWNERS = "DATABASE_OWNER_URL";

const othersSecrets: SettingsRule<Config> = ({ NODE_ENV }, given) => {
  if (NODE_ENV !== "production") return [];
  return [
    ...NOT_OURS.filter(given).map((name) => `${name}: is for the pipelines only. Take it away here.`),
    ...(given(OWNERS) ? [`${OWNERS}: is for npm run prepare-database alone. Take it away here.`] : []),
  ];
};

const publicAddress: SettingsRule<Config> = ({ NODE_ENV, HOST = "" }, given) => {
  if (given("PUBLIC_URL")) return [];
  const must = "must say where people reach Pulse: https://pulse.example.com";
  if (NODE_ENV === "production") return [`PUBLIC_URL: ${must}`];
  return isEveryAddress(HOST) ? [`PUBLIC_URL: ${must}. HOST is ${HOST}, which leads nowhere.`] : [];
};

/** Made-up people sign in on this machine alone, and only while it is tried out. */
export function isDevelopment({ NODE_ENV, PUBLIC_URL, HOST = "" }: Partial<Config>): boolean {
  return NODE_ENV !== "production" && !PUBLIC_URL && isLoopback(HOST);
}

/** A Pulse that nobody can open is found out here, and not at its door. */
const signIn: SettingsRule<Config> = (config, given) => {
  if (given("OPENID_ISSUER") || (isDevelopment(config) && !given("PUBLIC_URL"))) return [];
  return [
    "OPENID_ISSUER: nobody could sign in. Set it to https://slack.com or another OpenID provider, with OPENID_CLIENT_ID and OPENID_CLIENT_SECRET",
  ];
};

/** Half a sign-in lets in nobody, or everybody. */
const provider: SettingsRule<Config> = (config, given) => {
  const { OPENID_ISSUER: issuer, OPENID_EMAIL_DOMAINS = [], OPENID_EMAILS_VERIFIED } = config;
  if (!issuer) return [];
  const told = (["OPENID_CLIENT_ID", "OPENID_CLIENT_SECRET"] as const)
    .filter((name) => !given(name))
    .map((name) => `${name}: must stand beside OPENID_ISSUER`);
  if (!issuer.startsWith("https:") && !isLoopback(new URL(issuer).hostname)) {
    told.push("OPENID_ISSUER: must begin with https://");
  }
  if (isSlackItself(config) && !given("SLACK_TEAM_ID")) {
    told.push("SLACK_TEAM_ID: must say which workspace may sign in with Slack, T…");
  }
  if (!isSlackItself(config) && OPENID_EMAIL_DOMAINS.length === 0) {
    told.push(
      "OPENID_EMAIL_DOMAINS: must say whose addresses may sign in: acme.com, or * where the provider has only your people",
    );
  }
  if (OPENID_EMAILS_VERIFIED && isOfManyTenants(new URL(issuer))) {
    told.push(
      "OPENID_EMAILS_VERIFIED: cannot be true for an issuer of many tenants: anybody’s tenant may write any address. " +
        "Use your own tenant’s, https://login.microsoftonline.com/TENANT/v2.0",
    );
  }
  return told;
};

/** The tenant of all private Microsoft accounts. @source learn.microsoft.com, "ID token claims reference", `tid`. */
const PRIVATE_ACCOUNTS = "9188040d-6c67-4ac5-b112-36a304b66dad";
const MANY_TENANTS = new Set(["common", "organizations", "consumers", PRIVATE_ACCOUNTS]);

/** Microsoft's shared issuers: every tenant sets its people's `email` as it likes. */
function isOfManyTenants({ pathname }: URL): boolean {
  return pathname.split("/").some((part) => MANY_TENANTS.has(decodeURIComponent(part).toLowerCase()));
}

/** Slack sends signed requests to a public address alone; the stand-in to any. */
const reach: SettingsRule<Config> = ({ SLACK_API_URL = SLACK_API, PUBLIC_URL }, given) => {
  if (!given("SLACK_SIGNING_SECRET") || given("SLACK_APP_TOKEN") || isLoopback(new URL(SLACK_API_URL).hostname))
    return [];
  if (PUBLIC_URL?.startsWith("https:")) return [];
  return [
    "PUBLIC_URL: must begin with https:// for SLACK_SIGNING_SECRET: Slack sends nothing elsewhere. Without one, set SLACK_APP_TOKEN instead",
  ];
};

/** Slack, or the stand-in for it, signs people in itself. */
export function isSlackItself({ OPENID_ISSUER, SLACK_API_URL = SLACK_API }: Partial<Config>): boolean {
  return OPENID_ISSUER !== undefined && new URL(OPENID_ISSUER).origin === new URL(SLACK_API_URL).origin;
}
