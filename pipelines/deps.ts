import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Jobs } from "../db/jobs.ts";
import type { Db } from "../db/pipelines/tables.ts";
import type { GithubClient } from "./github/client.ts";

/** What routes and jobs may need; made once in start.ts. */
export type Deps = {
  db: Db;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  github: GithubClient;
  settings: Settings;
};

export type Settings = {
  /** Without a slash at its end. */
  publicUrl: string;
  apiKey: string;
  /** Base64, current first. */
  signingKeys: readonly string[];
  /** owner/repo; empty: all. */
  repositories: readonly string[];
  callbackOrigins: readonly string[];
  runDeadlineMs: number;
};
