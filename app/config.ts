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
  SLACK_BOT_TOKEN: z.string().min(1, "is needed to post"),
  SLACK_API_URL: z.url().default("https://slack.com/api/"),
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
const NOT_OURS = ["OPENAI_API_KEY", "GITHUB_TOKEN", "GITHUB_APP_PRIVATE_KEY"];

/** The one reader of the app's environment. @throws {Error} naming every bad variable at once; never prints a value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const foreign = env["NODE_ENV"] === "production" ? NOT_OURS.filter((name) => env[name]) : [];
  if (foreign.length > 0) {
    throw new Error(`The app must not hold ${foreign.join(", ")}. Give them to the pipelines only.`);
  }
  const config = readEnvironment(schema, env);
  if (config.NODE_ENV === "production" && !config.PUBLIC_URL) {
    throw new Error("In production PUBLIC_URL must say where people reach the app.");
  }
  return config;
}
