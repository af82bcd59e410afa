import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { brokenAnswer } from "../api/refusals.ts";
import { announce, stopWithParent } from "../base/child.ts";
import { codeVersion } from "../base/code-version.ts";
import { systemClock } from "../base/clock.ts";
import { logWhatEscapes } from "../base/last-words.ts";
import { addressOf, listen } from "../base/listen.ts";
import { createLog } from "../base/log.ts";
import { readiness } from "../base/readiness.ts";
import { served } from "../base/served.ts";
import { stopGraceMs } from "../base/stop-grace.ts";
import { startTracing, stopTracing } from "../base/tracing.ts";
import { tracingOf } from "../base/tracing/variables.ts";
import { sayingWhy } from "../base/waiting.ts";
import { connect } from "../db/connect.ts";
import { createJobs } from "../db/jobs.ts";
import { untilPrepared } from "../db/migrate.ts";
import { migrations } from "../db/pipelines/migrations/index.ts";
import type { PipelinesTables } from "../db/pipelines/tables.ts";
import { apiServer } from "./api/server.ts";
import type { Config } from "./config.ts";
import type { Deps } from "./deps.ts";
import { githubClient, type GithubSettings } from "./github/client.ts";
import { openQueues, workJobs } from "./jobs.ts";
import { askModels } from "./models/ask-models.ts";
import { askWindow } from "./models/ask-window.ts";
import type { Chat } from "./models/chat.ts";
import { modelPrices, providerAt } from "./models/prices.ts";
import { capsOf, modelSettings, whatModelsMiss } from "./models/settings.ts";
import { keptShapes } from "./models/shape-memory.ts";
import { dependenciesOf } from "./ready.ts";
import { whatShipped } from "./report/what-shipped.ts";
import { publishRelease } from "./templates/publish-release.ts";

/** Serves the Run Template API and works the runs. Several instances may do so side by side. */
export async function startPipelines(config: Config): Promise<void> {
  const log = createLog("pipelines", config.LOG_LEVEL);
  logWhatEscapes(log);
  // Under a starter that prepares the database itself there is nothing to say.
  const waiting = process.channel ? () => undefined : sayingWhy((reason) => log.warn({ reason }, "waiting"));
  const { db, ready: reached, close } = connect<PipelinesTables>(config.DATABASE_URL, log, {}, { waiting });
  const code = codeVersion(config.PULSE_COMMIT);
  const jobs = createJobs(config.DATABASE_URL, "pipelines", log);
  const tracing = tracingOf(config);
  const github = githubClient({ ...githubOf(config), tracing }, log);
  await Promise.all([reached(), startTracing("pulse-pipelines", tracing, log)]);
  await untilPrepared(db, "pipelines", migrations, waiting);
  jobs.live();
  await openQueues(jobs);
  const release = { ...whatShipped, code: await code };
  const published = await publishRelease(db, release);
  if (published && !published.in_production) {
    const { version } = published;
    log.warn(
      { template: release.name, version },
      "this release published a version; no tag was moved, that is for people",
    );
  }

  if (config.NODE_ENV === "production" && !config.GITHUB_TOKEN) {
    log.warn("Without GITHUB_TOKEN only public repositories can be read, and few of them an hour.");
  }
  const provider = config.LLM_PROVIDER ?? providerAt(config.OPENAI_BASE_URL);
  const prices = modelPrices({ provider, overrides: config.LLM_PRICES });
  const chat = await chatOf(config, { prices, log, db });
  const settings = settingsOf(config, provider);
  const asks = asksOf(config, settings.models?.server);
  const deps: Deps = { db, jobs, clock: systemClock, log, github, chat, ...asks, prices, release, settings };
  const limits = { requests: config.API_REQUESTS_PER_MINUTE, starts: config.API_STARTS_PER_MINUTE };
  const ready = readiness(dependenciesOf(deps), log);
  const fetch = served(apiServer(deps, limits, ready).fetch, log, brokenAnswer);
  // Safe: the library's one kind of server that is made without certificates.
  const { server, port } = await listen(
    config,
    (hostname, up) => serve({ fetch, hostname, port: config.PORT }, up) as Server,
  );
  const url = config.PIPELINES_PUBLIC_URL?.replace(/\/$/, "") ?? addressOf(config.HOST, port);
  deps.settings.publicUrl = url;
  log.info({ url }, "pipelines are up");
  stopWithParent(async (graceMs) => {
    log.info({ grace_ms: graceMs }, "stopping");
    github.leave();
    // Questions are answered while a model's answer is waited for. Then whoever still works is sent home: another process goes on.
    await jobs.drain(graceMs);
    server.close();
    server.closeAllConnections();
    await jobs.stop();
    await Promise.all([github.close(), stopTracing()]);
    await close();
  }, stopGraceMs(config.LLM_CALL_SECONDS));
  announce({ url, port });

  await workJobs(deps);
  github.warm();
}

function githubOf(config: Config): GithubSettings {
  const { GITHUB_TOKEN: token = null, GITHUB_API_URL: apiUrl, GITHUB_HOST: host = null } = config;
  const { GITHUB_MCP_COMMAND: command, GITHUB_MCP_URL: url } = config;
  return { token, apiUrl, host, mcp: url !== undefined ? { url } : command.length > 0 ? { command } : null };
}

/** What the server of the models is asked besides texts. */
function asksOf(config: Config, server: string | undefined): Pick<Deps, "askWindow" | "askModels"> {
  if (server === undefined) return { askWindow: null, askModels: null };
  const at = { server, key: config.OPENAI_API_KEY ?? null };
  return { askWindow: (model) => askWindow(at, model), askModels: () => askModels(at) };
}

function settingsOf(config: Config, provider: string | null): Deps["settings"] {
  return {
    /** Known when it listens. */
    publicUrl: "",
    apiKey: config.PULSE_API_KEY,
    signingKeys: config.WEBHOOK_SIGNING_KEYS,
    repositories: config.GITHUB_REPOSITORIES,
    callbackOrigins: config.CALLBACK_ORIGINS,
    production: config.NODE_ENV === "production",
    runDeadlineMs: config.RUN_DEADLINE_MINUTES * 60_000,
    callGraceMs: stopGraceMs(config.LLM_CALL_SECONDS),
    models: modelSettings(config),
    modelsMiss: whatModelsMiss(config),
    secrets: { github: Boolean(config.GITHUB_TOKEN), model: Boolean(config.OPENAI_API_KEY) },
    provider,
    caps: capsOf(config),
    provenanceKey: config.PROVENANCE_KEY ?? null,
  };
}

/** The SDK takes a tenth of a second to load: only where it is used. */
async function chatOf(config: Config, { prices, log, db }: Pick<Deps, "prices" | "log" | "db">): Promise<Chat | null> {
  const missing = whatModelsMiss(config);
  if (missing) log.warn(`${missing} Until then the rules write.`);
  const models = modelSettings(config);
  if (!models) return null;
  const { openaiChat } = await import("./models/openai.ts");
  const shapes = keptShapes(db, models.server, systemClock);
  const [key, callMs] = [config.OPENAI_API_KEY ?? null, config.LLM_CALL_SECONDS * 1_000];
  return openaiChat({ server: models.server, key, callMs }, { prices, clock: systemClock, log, shapes });
}
