import { join } from "node:path";
import { createLog } from "../base/log.ts";
import { startChild, type Child } from "../base/spawn-child.ts";
import type { Clock } from "../base/clock.ts";
import { readConfig } from "../app/config.ts";
import type { Deps } from "../app/deps.ts";
import { startApp } from "../app/start.ts";
import { startEmbedded } from "../db/embedded.ts";
import { moveBack, type Stretch } from "../db/move-back.ts";
import { databaseUrl, prepareInChild } from "../launch/database.ts";
import * as settings from "../launch/settings.ts";

const ROOT = join(import.meta.dirname, "..");
/** Nobody else is here, and nobody has to be kept waiting. */
const HURRIED = {
  API_REQUESTS_PER_MINUTE: "10000",
  API_STARTS_PER_MINUTE: "1000",
  DEMO_SLACK_RATE: "off",
  DEMO_MODEL_PACE: "0",
};
const AT_ONCE = { spacingMs: 0, looksAfterS: [0, 0], againAfterS: { first: 30, most: 30 }, silenceS: 60 };

export type Machine = {
  deps: Deps;
  github: string;
  slack: string;
  /** Ends everything but the database, dates what was done, and ends that too. */
  finish: (stretches: readonly Stretch[]) => Promise<void>;
  stop: () => Promise<void>;
};

/** All that `npm start` starts, with the app in this process and its clock in hand. */
export async function startMachine(given: NodeJS.ProcessEnv, folder: string, clock: Clock): Promise<Machine> {
  const env = { ...given, ...HURRIED, LOG_LEVEL: given["LOG_LEVEL"] ?? "fatal", PORT: "0", HOST: "127.0.0.1" };
  process.env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled");
  const { passwords, around } = await settings.surroundings(env, folder);
  const { github, slack, pipelines: pipelinesUrl } = around;
  if (!github || !slack) throw new Error("Only stand-ins are filled.");
  const database = startEmbedded(folder, passwords);
  const started: Pick<Child, "stop">[] = [];
  const stop = async () => {
    await Promise.all(started.map((one) => one.stop()));
    await database.stop();
  };
  try {
    const child = (name: string, script: string, childEnv: settings.ProcessSettings) => {
      const one = startChild({ name, script: join(ROOT, script), env: childEnv, restart: false });
      started.push(one);
      return one.ready;
    };
    const standIns = settings.standIns(around, folder).map((one) => child(one.name, one.script, one.settings));
    await Promise.all([database.ready, prepareInChild(env, database).done, ...standIns]);
    const url = (role: Parameters<typeof database.url>[0]) => databaseUrl(env, database, role);
    const app = await startApp(readConfig(settings.appSettings(around, url("pulse_app"))), clock, true);
    started.push(app);
    const { deps } = app;
    deps.settings.posting = AT_ONCE;
    const forPipelines = settings.pipelinesSettings(around, deps.settings.publicUrl, url("pulse_pipelines"));
    await child("pipelines", "pipelines/main.ts", { ...forPipelines, PORT: new URL(pipelinesUrl).port });
    const finish = async (stretches: readonly Stretch[]) => {
      await Promise.all(started.splice(0).map((one) => one.stop()));
      await moveBack(url("pulse_owner"), stretches, createLog("seed", "warn"));
      await stop();
    };
    return { deps, github, slack, finish, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
