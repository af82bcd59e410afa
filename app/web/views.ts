import type { ApprovalsPages } from "./approvals.ts";
import type { ComposePages } from "./compose.ts";
import type { ConnectionsPages } from "./connections.ts";
import type { ProblemPages } from "./problem-page.ts";
import type { ProfilePages } from "./profiles.ts";
import type { RunPages } from "./runs.ts";
import type { SchedulePages } from "./schedules.ts";
import type { SettingsPages } from "./settings.ts";
import type { SignInPages } from "./sign-in.ts";
import type { TextPages } from "./update-text.ts";
import type { UpdatePages } from "./updates.ts";
import type { WhyPages } from "./why.ts";

/** Every template that a route draws, with what it needs. Parts that templates include are not listed. */
export type Views = ApprovalsPages &
  ComposePages &
  ConnectionsPages &
  ProblemPages &
  ProfilePages &
  RunPages &
  SchedulePages &
  SettingsPages &
  SignInPages &
  TextPages &
  UpdatePages &
  WhyPages;
