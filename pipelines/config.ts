import { z } from "zod";
import { readEnvironment } from "../base/read-environment.ts";
import { isSigningKey } from "../webhooks/signature.ts";

const list = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/).filter(Boolean));

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: z.url({ error: "must be the address of a PostgreSQL, postgresql://…" }),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3100),
  PULSE_API_KEY: z.string().min(24, "must have at least 24 characters"),
  /** Space-separated, current first; two only while a rotation lasts. */
  WEBHOOK_SIGNING_KEYS: z
    .string()
    .transform((text) => text.trim().split(/\s+/))
    .refine((keys) => keys.every(isSigningKey), "each key must be 24 to 64 bytes in base64"),
  /** Without one only public repositories can be read, and few of them an hour. */
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_API_URL: z.url().default("https://api.github.com"),
  /** Only these may be read, as owner/repo; empty: all that the token sees. */
  GITHUB_REPOSITORIES: list,
  /** Where callbacks may go, as origins; empty: anywhere. */
  CALLBACK_ORIGINS: list,
  /** The base of artifact addresses, when it is not http://HOST:PORT. */
  PIPELINES_PUBLIC_URL: z.url().optional(),
  RUN_DEADLINE_MINUTES: z.coerce.number().min(0.05).max(120).default(10),
  LOG_LEVEL: z.string().default("info"),
});
export type Config = z.infer<typeof schema>;

/** Secrets of the other side: pipelines that have them were deployed wrongly. */
const NOT_OURS = [
  "SLACK_BOT_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SLACK_APP_TOKEN",
  "WEBHOOK_TOKEN_KEY",
  "OPENID_CLIENT_SECRET",
];

/** The one reader of the pipelines' environment. @throws {Error} naming every bad variable at once; never prints a value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const foreign = env["NODE_ENV"] === "production" ? NOT_OURS.filter((name) => env[name]) : [];
  if (foreign.length > 0) {
    throw new Error(`The pipelines must not hold ${foreign.join(", ")}. Give them to the app only.`);
  }
  return readEnvironment(schema, env);
}
