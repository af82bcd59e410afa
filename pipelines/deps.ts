import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Jobs } from "../db/jobs.ts";
import type { Db } from "../db/pipelines/tables.ts";
import type { GithubClient } from "./github/client.ts";
import type { ToldModels } from "./models/ask-models.ts";
import type { ToldWindow } from "./models/ask-window.ts";
import type { Chat } from "./models/chat.ts";
import type { Prices } from "./models/prices.ts";
import type { Release } from "./release.ts";
import type { Caps, ModelSettings } from "./models/settings.ts";

/** What routes and jobs may need; made once in start.ts. */
export type Deps = {
  db: Db;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  github: GithubClient;
  /** Null: no model is set up here. A run asks through `chatForRun`, which keeps to the budget. */
  chat: Chat | null;
  /** How large a model's window is, as its server tells; null: no model is set up here. */
  askWindow: ((model: string) => Promise<ToldWindow>) | null;
  /** Which models their server has, as it tells; null: no model is set up here. */
  askModels: (() => Promise<ToldModels>) | null;
  prices: Prices;
  /** What this release brings. */
  release: Release;
  settings: Settings;
};

export type Settings = {
  /** Without a slash at its end. */
  publicUrl: string;
  apiKey: string;
  /** Base64, current first. */
  signingKeys: readonly string[];
  /** Where results may go: the only origins. Empty: see `mayCallBack` of readiness/callbacks.ts. */
  callbackOrigins: readonly string[];
  production: boolean;
  /** owner/repo; empty: all. */
  repositories: readonly string[];
  /** Of time that somebody works on it. */
  runDeadlineMs: number;
  /** How long a call that is paid for may go on after the end of its run's time. */
  callGraceMs: number;
  /** Null: none is set up, the rules write. */
  models: ModelSettings | null;
  /** What keeps models that were begun to be set up from being asked, in a sentence; null: nothing. */
  modelsMiss: string | null;
  /** Whether there is one; never what it is. */
  secrets: { github: boolean; model: boolean };
  /** Of the models, as genai-prices names it; null: nobody knows. */
  provider: string | null;
  caps: Caps;
  /** 32 bytes, for statements of what a report was made of; null: none are signed. */
  provenanceKey: Buffer | null;
};
