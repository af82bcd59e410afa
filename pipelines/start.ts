import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { announce, stopWithParent } from "../base/child.ts";
import { systemClock } from "../base/clock.ts";
import { createLog, type Log } from "../base/log.ts";
import { startTracing, stopTracing } from "../base/tracing.ts";
import { tracingOf } from "../base/tracing/variables.ts";
import { connect } from "../db/connect.ts";
import { createJobs } from "../db/jobs.ts";
import { untilPrepared } from "../db/migrate.ts";
import { migrations } from "../db/pipelines/migrations/index.ts";
import type { PipelinesTables } from "../db/pipelines/tables.ts";
import { apiServer } from "./api/server.ts";
import type { Config } from "./config.ts";
import type { Deps } from "./deps.ts";
import { githubClient } from "./github/client.ts";
import { openQueues, workJobs } from "./jobs.ts";
import type { Chat } from "./models/chat.ts";
import { modelPrices, providerAt, type Prices } from "./models/prices.ts";
import { capsOf, modelSettings, whatIsMissing } from "./models/settings.ts";
import { publishTemplates } from "./templates/templates.ts";

/** Serves the Run Template API and works the runs. Several instances may do so side by side. */
export async function startPipelines(config: Config): Promise<void> {
  const log = createLog("pipelines", config.LOG_LEVEL);
  const { db, ready, close } = connect<PipelinesTables>(config.DATABASE_URL, log);
  const jobs = createJobs(config.DATABASE_URL, "pipelines_jobs", log);
  const tracing = tracingOf(config);
  const { GITHUB_TOKEN: token = null, GITHUB_API_URL: apiUrl } = config;
  const github = githubClient({ token, apiUrl, tracing }, log);
  await Promise.all([ready(), startTracing("pulse-pipelines", tracing, log)]);
  await untilPrepared(db, "pipelines", migrations, log);
  await openQueues(jobs);
  await publishTemplates(db);

  if (config.NODE_ENV === "production" && config.CALLBACK_ORIGINS.length === 0) {
    log.warn(
      "No run can be asked for: set CALLBACK_ORIGINS to the origin of the app, such as https://pulse.example.com.",
    );
  }
  const provider = config.LLM_PROVIDER ?? providerAt(config.OPENAI_BASE_URL);
  const prices = modelPrices({ provider, overrides: config.LLM_PRICES });
  const chat = await chatOf(config, prices, log);
  const settings = settingsOf(config, provider);
  const deps: Deps = { db, jobs, clock: systemClock, log, github, chat, prices, settings };
  const server = await listen(deps, config);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : config.PORT;
  const url = `http://${config.HOST}:${port}`;
  if (!config.PIPELINES_PUBLIC_URL) deps.settings.publicUrl = url;
  log.info({ url }, "pipelines are up");
  stopWithParent(async () => {
    server.close();
    server.closeAllConnections();
    // Whoever still works is sent home before its tools are taken away: another process goes on.
    await jobs.stop();
    await Promise.all([github.close(), stopTracing()]);
    await close();
  });
  announce({ url });

  await workJobs(deps);
  github.warm();
}

function settingsOf(config: Config, provider: string | null): Deps["settings"] {
  return {
    publicUrl: config.PIPELINES_PUBLIC_URL?.replace(/\/$/, "") ?? `http://${config.HOST}:${config.PORT}`,
    ...{ apiKey: config.PULSE_API_KEY, signingKeys: config.WEBHOOK_SIGNING_KEYS },
    ...{ repositories: config.GITHUB_REPOSITORIES, callbackOrigins: config.CALLBACK_ORIGINS },
    production: config.NODE_ENV === "production",
    runDeadlineMs: config.RUN_DEADLINE_MINUTES * 60_000,
    ...{ models: modelSettings(config), provider, caps: capsOf(config) },
  };
}

/** The SDK takes a tenth of a second to load: only where it is used. */
async function chatOf(config: Config, prices: Prices, log: Log): Promise<Chat | null> {
  const missing = whatIsMissing(config);
  if (missing) log.warn(`${missing} Until then the rules write.`);
  const models = modelSettings(config);
  if (!models) return null;
  const { openaiChat } = await import("./models/openai.ts");
  const [key, callMs] = [config.OPENAI_API_KEY ?? null, config.LLM_CALL_SECONDS * 1_000];
  return openaiChat({ server: models.server, key, callMs }, { prices, clock: systemClock, log });
}

/** @throws {Error} in one sentence when the port is taken. */
function listen(deps: Deps, config: Config): Promise<Server> {
  const { HOST, PORT } = config;
  return new Promise((up, failed) => {
    const { fetch } = apiServer(deps, {
      requests: config.API_REQUESTS_PER_MINUTE,
      starts: config.API_STARTS_PER_MINUTE,
    });
    const server = serve({ fetch, hostname: HOST, port: PORT }, () => up(server)) as Server;
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === "EADDRINUSE";
      failed(new Error(taken ? `Port ${PORT} is in use. Set PORT to another one.` : cause.message, { cause }));
    });
  });
}
