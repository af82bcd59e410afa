import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../db/app/tables.ts";
import type { Jobs } from "../db/jobs.ts";
import type { PipelinesClient } from "./pipelines-client.ts";
import type { OpenId } from "./ports/open-id.ts";
import type { SignInCodes } from "./ports/sign-in-codes.ts";
import type { SlackSetup } from "./ports/slack-setup.ts";
import type { SlackUser } from "./ports/slack-user.ts";
import type { Slack } from "./ports/slack.ts";

/** What every operation may need; made once in main.ts. */
export type Deps = {
  db: Db;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  pipelines: PipelinesClient;
  slack: Slack;
  settings: Settings;
  /** Absent: only the development sign-in. */
  openId?: OpenId | null;
  /** Absent: nobody signs in without an account. */
  signInCodes?: SignInCodes;
  /** Asks Slack for a user; kept for a moment. Absent: there is nobody to ask. */
  slackUser?: (slackUserId: string) => Promise<SlackUser>;
  /** Absent: nobody looks after how Slack is set up. */
  slackSetup?: SlackSetup;
};

/** How posting waits. */
export type Posting = {
  spacingMs: number;
  looksAfterS: readonly number[];
  againAfterS: { first: number; most: number };
  silenceS: number;
};

export type Settings = {
  /** Absent: as delivery/posting.ts says. */
  posting?: Posting;
  /** Without a slash at its end. */
  publicUrl: string;
  callbackUrl: string;
  tokenKey: Buffer;
  runDeadlineMs: number;
  teamName: string;
  /** True while the development sign-in is allowed: HOST is loopback and PUBLIC_URL is unset. */
  development: boolean;
  /** Whose account is the first admin. */
  adminEmail?: string | null;
  /** The Slack workspace whose people these are. */
  slackTeamId?: string | null;
  parts: { github: "demo" | "real"; slack: "demo" | "real" };
  demoSlackUrl: string | null;
  demoGithubUrl: string | null;
  /** Somebody is changing templates and styles: each page is drawn with them as they are then. */
  freshViews?: boolean;
  /** Set while the model is a stand-in on this machine. */
  demoModelUrl: string | null;
};

/** Who acts, and where. A job has no person. */
export type Actor = { id: string | null; team_id: string; name: string; surface: "web" | "slack" | "api" | "job" };

export function jobActor(team_id: string): Actor {
  return { id: null, team_id, name: "Pulse", surface: "job" };
}
