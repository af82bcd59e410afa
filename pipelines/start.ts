import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { announce, stopWithParent } from "../base/child.ts";
import { systemClock } from "../base/clock.ts";
import { createLog } from "../base/log.ts";
import { connect } from "../db/connect.ts";
import { createJobs } from "../db/jobs.ts";
import { migrate } from "../db/migrate.ts";
import { migrations } from "../db/pipelines/migrations/index.ts";
import type { PipelinesTables } from "../db/pipelines/tables.ts";
import { apiServer } from "./api/server.ts";
import type { Config } from "./config.ts";
import type { Deps } from "./deps.ts";
import { githubClient } from "./github/client.ts";
import { openQueues, workJobs } from "./jobs.ts";
import { publishTemplates } from "./templates/templates.ts";

/** Serves the Run Template API and works the runs. Several instances may do so side by side. */
export async function startPipelines(config: Config): Promise<void> {
  const log = createLog("pipelines", config.LOG_LEVEL);
  const { db, ready, close } = connect<PipelinesTables>(config.DATABASE_URL, log);
  const jobs = createJobs(config.DATABASE_URL, "pipelines_jobs", log);
  const github = githubClient({ token: config.GITHUB_TOKEN ?? null, apiUrl: config.GITHUB_API_URL }, log);
  await ready();
  await Promise.all([migrate(db, "pipelines", migrations), openQueues(jobs)]);
  await publishTemplates(db);

  const deps: Deps = { db, jobs, clock: systemClock, log, github, settings: settingsOf(config) };
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
    await github.close();
    await close();
  });
  announce({ url });

  await workJobs(deps);
  github.warm();
}

function settingsOf(config: Config): Deps["settings"] {
  return {
    publicUrl: config.PIPELINES_PUBLIC_URL?.replace(/\/$/, "") ?? `http://${config.HOST}:${config.PORT}`,
    ...{ apiKey: config.PULSE_API_KEY, signingKeys: config.WEBHOOK_SIGNING_KEYS },
    ...{ repositories: config.GITHUB_REPOSITORIES, callbackOrigins: config.CALLBACK_ORIGINS },
    runDeadlineMs: config.RUN_DEADLINE_MINUTES * 60_000,
  };
}

/** @throws {Error} in one sentence when the port is taken. */
function listen(deps: Deps, { HOST, PORT }: Config): Promise<Server> {
  return new Promise((up, failed) => {
    const server = serve({ fetch: apiServer(deps).fetch, hostname: HOST, port: PORT }, () => up(server)) as Server;
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === "EADDRINUSE";
      failed(new Error(taken ? `Port ${PORT} is in use. Set PORT to another one.` : cause.message, { cause }));
    });
  });
}
