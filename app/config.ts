import { z } from "zod";
import { readEnvironment } from "../base/read-environment.ts";
import { tracingVariables } from "../base/tracing/variables.ts";
import { isSigningKey } from "../webhooks/signature.ts";

const key = z
  .string()
  .refine((value) => Buffer.from(value, "base64").length >= 32, "must be at least 32 bytes in base64");

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: z.url({ error: "must be the address of a PostgreSQL, postgresql://…" }),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** Where people reach the app, when that is not http://HOST:PORT. */
  PUBLIC_URL: z.url().optional(),
  /** Where the pipelines reach the app, when that is another address. */
  CALLBACK_URL: z.url().optional(),
  PIPELINES_URL: z.url({ error: "must be the address of the pipelines, http://…" }),
  PULSE_API_KEY: z.string().min(24, "must have at least 24 characters"),
  /** Space-separated, current first; two only while a rotation lasts. */
  WEBHOOK_SIGNING_KEYS: z
    .string()
    .transform((list) => list.trim().split(/\s+/))
    .refine((keys) => keys.every(isSigningKey), "each key must be 24 to 64 bytes in base64"),
  WEBHOOK_TOKEN_KEY: key,
  SLACK_BOT_TOKEN: z
    .string({ error: "is needed to post" })
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
  SLACK_API_URL: z.url().default("https://slack.com/api/"),
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
  /** Minutes that a run may take before its update counts as timed out. */
  RUN_DEADLINE_MINUTES: z.coerce.number().min(0.05).max(120).default(12),
  LOG_LEVEL: z.string().default("info"),
  ...tracingVariables,
});
export type Config = z.infer<typeof schema>;

/** Secrets of the other side: an app that has them was deployed wrongly. */
const NOT_OURS = ["OPENAI_API_KEY", "GITHUB_TOKEN", "GITHUB_APP_PRIVATE_KEY", "PIPELINES_DATABASE_URL"];
/** Nobody's who runs for long: it can change what has happened. */
const OWNERS = "DATABASE_OWNER_URL";

/** The one reader of the app's environment. @throws {Error} naming every bad variable at once; never prints a value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  if (env["NODE_ENV"] === "production" && env[OWNERS]) {
    throw new Error(`${OWNERS} is for npm run prepare-database alone. Take it away here.`);
  }
  const foreign = env["NODE_ENV"] === "production" ? NOT_OURS.filter((name) => env[name]) : [];
  if (foreign.length > 0) {
    throw new Error(`The app must not hold ${foreign.join(", ")}. Give them to the pipelines only.`);
  }
  const config = readEnvironment(schema, env);
  if (config.NODE_ENV === "production" && !config.PUBLIC_URL) {
    throw new Error("In production PUBLIC_URL must say where people reach the app.");
  }
  requireSignIn(config);
  requireReach(config);
  return config;
}

/** Half a sign-in lets in nobody, or everybody: it is found out here and not at the door. */
function requireSignIn(config: Config): void {
  const { OPENID_ISSUER: issuer, SLACK_TEAM_ID, OPENID_EMAIL_DOMAINS, OPENID_EMAILS_VERIFIED } = config;
  if (!issuer) return;
  const missing = (["OPENID_CLIENT_ID", "OPENID_CLIENT_SECRET"] as const).filter((name) => !config[name]);
  if (missing.length > 0) throw new Error(`OPENID_ISSUER needs ${missing.join(" and ")} beside it.`);
  if (!issuer.startsWith("https:") && !isLoopback(new URL(issuer).hostname)) {
    throw new Error("OPENID_ISSUER must begin with https://.");
  }
  if (isSlackItself(config) && !SLACK_TEAM_ID) {
    throw new Error("SLACK_TEAM_ID must say which workspace may sign in with Slack.");
  }
  if (!isSlackItself(config) && OPENID_EMAIL_DOMAINS.length === 0) {
    throw new Error(
      "OPENID_EMAIL_DOMAINS must say whose addresses may sign in: acme.com, or * where the provider has only your people.",
    );
  }
  if (OPENID_EMAILS_VERIFIED && isOfManyTenants(new URL(issuer))) {
    throw new Error(
      "OPENID_EMAILS_VERIFIED cannot be true for an issuer of many tenants: anybody’s tenant may write any address. " +
        "Use your own tenant’s, https://login.microsoftonline.com/TENANT/v2.0.",
    );
  }
}

/** The tenant of all private Microsoft accounts. @source learn.microsoft.com, "ID token claims reference", `tid`. */
const PRIVATE_ACCOUNTS = "9188040d-6c67-4ac5-b112-36a304b66dad";
const MANY_TENANTS = new Set(["common", "organizations", "consumers", PRIVATE_ACCOUNTS]);

/** Microsoft's shared issuers: every tenant sets its people's `email` as it likes. */
function isOfManyTenants({ pathname }: URL): boolean {
  return pathname.split("/").some((part) => MANY_TENANTS.has(decodeURIComponent(part).toLowerCase()));
}

/** Slack sends signed requests to a public address alone; the stand-in to any. */
function requireReach({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, PUBLIC_URL }: Config): void {
  if (!SLACK_SIGNING_SECRET || SLACK_APP_TOKEN || isLoopback(new URL(SLACK_API_URL).hostname)) return;
  if (PUBLIC_URL?.startsWith("https:")) return;
  throw new Error(
    "SLACK_SIGNING_SECRET needs a PUBLIC_URL that begins with https://. Without one, set SLACK_APP_TOKEN instead.",
  );
}

/** Slack, or the stand-in for it, signs people in itself. */
export function isSlackItself({ OPENID_ISSUER, SLACK_API_URL }: Config): boolean {
  return OPENID_ISSUER !== undefined && new URL(OPENID_ISSUER).origin === new URL(SLACK_API_URL).origin;
}

const isLoopback = (host: string): boolean => ["127.0.0.1", "localhost", "[::1]"].includes(host);
