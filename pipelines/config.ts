import { z } from "zod";
import { isEveryAddress, isLoopback, listenVariables } from "../base/listen.ts";
import { readEnvironment, type SettingsRule } from "../base/read-environment.ts";
import { CALL_SECONDS } from "../base/stop-grace.ts";
import { contentVariable, tracingVariables } from "../base/tracing/variables.ts";
import { repoName } from "../webhooks/contract/github-names.ts";
import { sharedSecrets } from "../webhooks/shared-secrets.ts";
import { USUAL_LIMITS } from "./api-limits.ts";

const list = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/).filter(Boolean));

/** A name may have anything in it: as JSON, blanks and commas, too. */
const ids = z
  .string()
  .default("")
  .transform((text, context) => {
    if (!text.trimStart().startsWith("[")) return text.split(/[\s,]+/).filter(Boolean);
    const read = z.array(z.string().trim().min(1)).safeParse(jsonOr(text));
    if (read.success) return read.data;
    context.addIssue('must be ids with blanks between them, or JSON such as ["my model", "gpt-5-mini"]');
    return z.NEVER;
  });

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A program and its arguments: with blanks between them, or as JSON where one has blanks in it. No shell reads them. */
const words = z
  .string()
  .default("")
  .transform((text, context) => {
    if (!text.trimStart().startsWith("[")) return text.split(/\s+/).filter(Boolean);
    const read = z.array(z.string()).min(1).safeParse(jsonOr(text));
    if (read.success) return read.data;
    context.addIssue(
      'must be a program and its arguments with blanks between them, or JSON such as ["/opt/my server", "stdio"]',
    );
    return z.NEVER;
  });

/** The bearer goes there: nobody on the way may read it. */
const mcpAddress = z
  .url({ protocol: /^https?$/, error: "must be an address, https://…/mcp/" })
  .refine(isWithoutPassword, "must hold no name and no password: the bearer belongs into GITHUB_TOKEN")
  .refine(isSealed, "must begin with https: the bearer would be read on the way; http is for this machine alone")
  .optional();

/** A cap; 0: nothing may be spent. */
const cap = z.coerce.number().min(0).optional();
const wholeCap = z.coerce.number().int().min(0).optional();

const perMinute = z.coerce.number().int().min(1);

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: z.url({
    error: "must be the address of a PostgreSQL for the pipelines' role, postgresql://pulse_pipelines:…",
  }),
  ...listenVariables(3100),
  ...sharedSecrets,
  /** Without one only public repositories can be read, and few of them an hour. */
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_API_URL: z.url().default("https://api.github.com"),
  /** A program that serves GitHub over MCP, and its arguments: it reads in place of ours. It gets the token. */
  GITHUB_MCP_COMMAND: words,
  /** The same at an address; the token is its bearer. */
  GITHUB_MCP_URL: mcpAddress,
  /** The origin of another GitHub, for the command. */
  GITHUB_HOST: z.url({ protocol: /^https?$/, error: "must be an origin, https://github.example.com" }).optional(),
  /** Only these may be read, as owner/repo; empty: all that the token sees. */
  GITHUB_REPOSITORIES: list.refine(
    (names) => names.every((name) => repoName.safeParse(name).success),
    "must hold names such as acme/harbor",
  ),
  /** Not needed for servers that ask for none. */
  OPENAI_API_KEY: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, "must be one word of plain characters")
    .optional(),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: "must be an address, https://…/v1" })
    .refine(isWithoutPassword, "must hold no name and no password: the key belongs into OPENAI_API_KEY")
    .transform((address) => address.replace(/(?<!\/)\/+$/, ""))
    .default("https://api.openai.com/v1"),
  /** Ids that may be chosen, the default first; empty: the rules write. */
  LLM_MODELS: ids.refine(
    (all) => !all.some((id) => id === "rules" || id === "default" || id.length > 100),
    "must hold ids of models with at most 100 characters; rules and default mean something else",
  ),
  /** As genai-prices names it; absent: found by OPENAI_BASE_URL. */
  LLM_PROVIDER: z.string().optional(),
  /** US dollars per million tokens; wins over the table. */
  LLM_PRICES: z.string().default("{}").transform(readPrices),
  /** Whether the server is our own demo model. */
  LLM_STAND_IN: z.enum(["true", "false"]).default("false"),
  /** Node gives up on a silent server after 300 s by itself. Whoever stops this process has to wait as long: see stop-grace.ts. */
  LLM_CALL_SECONDS: z.coerce.number().min(0.1).max(280).default(CALL_SECONDS),
  /** How much its models have room for, question and answer together; absent: their server is asked. */
  LLM_CONTEXT_TOKENS: z.coerce.number().int().min(1_000).max(10_000_000).optional(),
  BUDGET_RUN_USD: cap,
  BUDGET_DAY_USD: cap,
  BUDGET_MONTH_USD: cap,
  BUDGET_RUN_TOKENS: wholeCap.default(400_000),
  BUDGET_DAY_TOKENS: wholeCap,
  BUDGET_MONTH_TOKENS: wholeCap,
  /** Where callbacks may go, as origins. Empty: nowhere in production, else this machine and the open internet. */
  CALLBACK_ORIGINS: list.transform((origins, context) =>
    origins.map((text) => {
      const { href, origin, protocol } = URL.canParse(text)
        ? new URL(text)
        : { href: "", origin: "null", protocol: "" };
      if (href === `${origin}/` && /^https?:$/.test(protocol)) return origin;
      context.addIssue("must hold origins, https://pulse.example.com, without a path");
      return z.NEVER;
    }),
  ),
  /** The base of the addresses that it gives out, when that is not http://HOST:PORT. */
  PIPELINES_PUBLIC_URL: z.url().optional(),
  /** Requests a minute, and those among them that start work. See api-limits.ts. */
  API_REQUESTS_PER_MINUTE: perMinute.default(USUAL_LIMITS.requests),
  API_STARTS_PER_MINUTE: perMinute.default(USUAL_LIMITS.starts),
  RUN_DEADLINE_MINUTES: z.coerce.number().min(0.05).max(120).default(10),
  /** Signs what a report was made of: the seed of an Ed25519 key. */
  PROVENANCE_KEY: z
    .string()
    .transform((text) => Buffer.from(text, "base64"))
    .refine((seed) => seed.length === 32, "must be 32 random bytes, base64: openssl rand -base64 32")
    .optional(),
  /** The commit that runs, where no checkout says it: an image has none. */
  PULSE_COMMIT: z
    .string()
    .regex(/^[0-9a-f]{7,40}$/, "must be a commit, 7 to 40 hexadecimal digits")
    .optional(),
  LOG_LEVEL: z.string().default("info"),
  ...tracingVariables,
  ...contentVariable,
});
export type Config = z.infer<typeof schema>;

/** Secrets of the other side: pipelines that have them were deployed wrongly. */
const NOT_OURS = [
  "SLACK_BOT_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SLACK_APP_TOKEN",
  "WEBHOOK_TOKEN_KEY",
  "OPENID_CLIENT_SECRET",
  "APP_DATABASE_URL",
];
/** Nobody's who runs for long: it can change what has happened. */
const OWNERS = "DATABASE_OWNER_URL";

/** The one reader of the pipelines' environment. @throws {Error} naming all that is missing or wrong at once; never prints a value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return readEnvironment(schema, env, [othersSecrets, reach, oneReader]);
}

const othersSecrets: SettingsRule<Config> = ({ NODE_ENV }, given) => {
  if (NODE_ENV !== "production") return [];
  return [
    ...NOT_OURS.filter(given).map((name) => `${name}: is for the app only. Take it away here.`),
    ...(given(OWNERS) ? [`${OWNERS}: is for npm run prepare-database alone. Take it away here.`] : []),
  ];
};

/** Where the app reaches the pipelines, and where they reach it: nothing of either can be guessed in production. */
const reach: SettingsRule<Config> = ({ NODE_ENV, HOST = "" }, given) => {
  const inProduction = NODE_ENV === "production";
  const told: string[] = [];
  if (!given("PIPELINES_PUBLIC_URL") && (inProduction || isEveryAddress(HOST))) {
    told.push(
      "PIPELINES_PUBLIC_URL: must say where the app reaches the pipelines, as its PIPELINES_URL does: http://pipelines.example:3100",
    );
  }
  if (!given("CALLBACK_ORIGINS") && inProduction) {
    told.push(
      "CALLBACK_ORIGINS: must be the origin of the app, https://pulse.example.com: results go there and nowhere else",
    );
  }
  return told;
};

/** GitHub is read on one way. */
const oneReader: SettingsRule<Config> = (_, given) => {
  const command = given("GITHUB_MCP_COMMAND");
  const address = given("GITHUB_MCP_URL");
  return [
    ...(command && address ? ["GITHUB_MCP_URL: is another way than GITHUB_MCP_COMMAND. Take one of them away."] : []),
    ...(address && !given("GITHUB_TOKEN")
      ? ["GITHUB_TOKEN: must be the bearer that the server at GITHUB_MCP_URL takes"]
      : []),
    ...(given("GITHUB_HOST") && !command
      ? ["GITHUB_HOST: is for GITHUB_MCP_COMMAND alone. Without that, the address of GitHub is GITHUB_API_URL."]
      : []),
  ];
};

/** What is no address at all was refused already: zod asks all the same. */
function isSealed(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || isLoopback(hostname);
}

function isWithoutPassword(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { username, password } = new URL(address);
  return username === "" && password === "";
}

const price = z.strictObject({ input: z.number().min(0), output: z.number().min(0) });

function readPrices(text: string, context: z.RefinementCtx): Record<string, z.infer<typeof price>> {
  try {
    return z.record(z.string(), price).parse(JSON.parse(text));
  } catch {
    context.addIssue('must be JSON such as {"qwen3:8b": {"input": 0.1, "output": 0.4}}');
    return z.NEVER;
  }
}
