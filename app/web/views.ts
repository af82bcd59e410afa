import type { AccessTokenPages } from "./people/access-tokens.ts";
import type { ApprovalsPages } from "./updates/approvals.ts";
import type { ComposePages } from "./compose/compose.ts";
import type { ConnectionsPages } from "./connections/connections.ts";
import type { DiffPages } from "./updates/diff.ts";
import type { FeedbackPages } from "./feedback/feedback.ts";
import type { ItemPages } from "./updates/items.ts";
import type { KeysPages } from "./page/keys-page.ts";
import type { LedgerPages } from "./updates/ledger.ts";
import type { LineagePages } from "./updates/lineage.ts";
import type { PolicyHistoryPages } from "./policies/history.ts";
import type { PolicyPages } from "./policies/draw-policy.ts";
import type { ProblemPages } from "./page/problem-page.ts";
import type { ProfilePages } from "./profiles/profiles.ts";
import type { ReasonPages } from "./updates/reasons.ts";
import type { RunPages } from "./runs/runs.ts";
import type { SchedulePages } from "./schedules/schedules.ts";
import type { SettingsPages } from "./people/settings.ts";
import type { SignInPages } from "./people/sign-in.ts";
import type { TemplateDraftPages } from "./templates/draft.ts";
import type { TemplatePages } from "./templates/templates.ts";
import type { TrialPages } from "./templates/trial.ts";
import type { TagPages } from "./templates/tags.ts";
import type { TextPages } from "./updates/update-text.ts";
import type { UpdatePages } from "./updates/updates.ts";
import type { WhyPages } from "./updates/why.ts";

/** Every template that a route draws, with what it needs. Parts that templates include are not listed. */
export type Views = AccessTokenPages &
  ApprovalsPages &
  ComposePages &
  ConnectionsPages &
  DiffPages &
  FeedbackPages &
  ItemPages &
  KeysPages &
  LedgerPages &
  LineagePages &
  PolicyHistoryPages &
  PolicyPages &
  ProblemPages &
  ProfilePages &
  ReasonPages &
  RunPages &
  SchedulePages &
  SettingsPages &
  SignInPages &
  TagPages &
  TemplateDraftPages &
  TemplatePages &
  TextPages &
  TrialPages &
  UpdatePages &
  WhyPages;
