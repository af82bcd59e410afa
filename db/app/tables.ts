import type { ColumnType, Generated, GeneratedAlways, Kysely, Selectable, Transaction } from "kysely";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import type { ShownSource } from "../../webhooks/contract/repositories.ts";
import type { AccessTokenTables } from "./access-token-tables.ts";
import type { CardTables } from "./card-tables.ts";
import type { Json, JsonOrNull, Now, Time, TimeOrNull } from "../columns.ts";
import type { Channel } from "./columns.ts";
import type { DeliveryTables } from "./delivery-tables.ts";
import type { FeedbackTables } from "./feedback-tables.ts";
import type { GenerationTables } from "./generation-tables.ts";
import type { PolicyTables } from "./policy-tables.ts";
import type { ProposalTables } from "./proposal-tables.ts";
import type { ScheduleTables } from "./schedule-tables.ts";
import type { TextTables } from "./text-tables.ts";
import type { WindowChoice } from "./window-choice.ts";

export type { Generation } from "./generation-tables.ts";
export type { WindowChoice } from "./window-choice.ts";
export type { Delivery, DeliveryPart, PartPayload, PartShape, PartState } from "./delivery-tables.ts";

export const updateStates = [
  "generating",
  "in_review",
  "nothing_to_report",
  "failed",
  "timed_out",
  "cancelled",
  "approved",
  "changes_requested",
  "rejected",
  "expired",
  "posting",
  "posted",
  "post_failed",
  "needs_check",
  "correcting",
  "retracted",
] as const;
export type UpdateState = (typeof updateStates)[number];

/** What a person asks for; a profile's form defaults have the same shape. */
export type Brief = Omit<Parameters, "date_range" | "range" | "feedback" | "policy" | "announced"> & {
  window: WindowChoice;
  time_zone: string;
};

/** What a person may do at all; each may what those before it may. app/people/policy.ts says what that is. */
export const roles = ["viewer", "author", "approver", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** Who decides about a profile's updates. */
export type ApprovalRules = {
  /** "anyone": everyone who may write. "approvers": that role and up. A list: these people by id, and nobody else. */
  approvers: "anyone" | "approvers" | string[];
  /** False: neither who asked for an update nor who wrote in its text since the agent did approves it. */
  author_may_approve: boolean;
  /** Hours from the moment a text waits for its approval until it expires; null: it waits for ever. */
  deadline_hours: number | null;
  /** A scheduled window without anything to report posts one line that says so. */
  post_nothing: boolean;
  /** What may go to this channel although guests or other companies read it: these sources, while it is the profile's. */
  wider?: { channel_id: string; repos: string[] } | null;
};

/** What happens to whoever approves: they are asked once more, or have ten seconds to undo it. */
export const beforePostings = ["ask", "undo"] as const;
export type BeforePosting = (typeof beforePostings)[number];

type TeamsTable = {
  id: string;
  name: string;
  /** Whether guests of the Slack workspace may read here. */
  slack_guests: Generated<boolean>;
  created_at: Now;
};
type PeopleTable = {
  id: string;
  team_id: string;
  handle: string;
  name: string;
  /** Verified by whoever let them in; null: they came without one. */
  email: string | null;
  slack_user_id: string | null;
  role: ColumnType<Role, Role | undefined, Role>;
  /** Who they are at the OpenID provider: both, or none. */
  openid_issuer: string | null;
  openid_subject: string | null;
  github_login: string | null;
  /** They do not want to be matched with a GitHub login. */
  github_opt_out: Generated<boolean>;
  /** By the development sign-in or by demo Slack; people.ts says when they count as people. */
  made_up: Generated<boolean>;
  deactivated_at: TimeOrNull;
  created_at: Now;
};
/** How the people behind citations are called: by GitHub login, as the team knows them, or so that Slack tells them. */
export const waysToName = ["logins", "names", "mentions"] as const;
export type NamesAs = (typeof waysToName)[number];

type SessionsTable = { token_sha256: string; person_id: string; created_at: Now; expires_at: Time };

type ProfilesTable = {
  id: string;
  team_id: string;
  name: string;
  slug: string;
  time_zone: string;
  channel: Json<Channel>;
  brief: Json<Brief>;
  approval: ColumnType<ApprovalRules, string | undefined, string>;
  names_as: ColumnType<NamesAs, NamesAs | undefined, NamesAs>;
  before_posting: ColumnType<BeforePosting, BeforePosting | undefined, BeforePosting>;
  /** How its updates are written: `name`, `name@3` or `name:tag`; null: by the built-in template, as it is in production. */
  template: string | null;
  created_by: string;
  created_at: Now;
  updated_at: Now;
  deleted_at: TimeOrNull;
};

type UpdatesTable = {
  id: string;
  /** What people call it in Slack: /pulse approve 12. */
  number: GeneratedAlways<number>;
  team_id: string;
  profile_id: string | null;
  state: UpdateState;
  title: string;
  brief: Json<Brief>;
  channel: Json<Channel>;
  generation: Generated<number>;
  /** The newest revision's number; 0 before there is one. */
  revision: Generated<number>;
  working_copy: string | null;
  working_copy_by: string | null;
  working_copy_at: TimeOrNull;
  ledger: ColumnType<LedgerLine[], string | undefined, string>;
  problem: JsonOrNull<ProblemShape>;
  degraded: JsonOrNull<{ reason: string; tried: string[] }>;
  /** What its sources may show, as its newest run read it; null: nobody said, and they count as private. */
  sources_shown: JsonOrNull<ShownSource[]>;
  empty_reason: string | null;
  review_requested_by: string | null;
  review_requested_at: TimeOrNull;
  /** Whom they asked, by id; none: everybody who may approve it. */
  review_asked: ColumnType<string[], string | undefined, string>;
  /** When the wait for an approval began, and when it ends without one; null where its profile sets no deadline. */
  review_since: TimeOrNull;
  review_due_at: TimeOrNull;
  /** The update whose approved text this one began with, and against whose evidence it is checked. */
  copied_from: string | null;
  created_by: string;
  created_at: Now;
  changed_at: Now;
  posted_at: TimeOrNull;
  deleted_at: TimeOrNull;
};

type DecisionsTable = {
  id: string;
  update_id: string;
  /** "standing": said once and for all by a profile's rules; only the line that nothing shipped goes out by it. */
  kind: "approve" | "standing" | "request_changes" | "reject" | "retract";
  revision: number;
  digest: string;
  channel: Json<Channel>;
  parts_digest: string;
  person_id: string;
  reason: string | null;
  reasons: ColumnType<string[], string | undefined, string>;
  override_reason: string | null;
  created_at: Now;
  voided_at: TimeOrNull;
  voided_because: string | null;
};

type AuditEventsTable = {
  id: string;
  team_id: string;
  at: Now;
  actor_id: string | null;
  surface: string;
  action: string;
  update_id: string | null;
  profile_id: string | null;
  detail: ColumnType<Record<string, unknown>, string | undefined, string>;
};

export type AppTables = {
  "app.teams": TeamsTable;
  "app.people": PeopleTable;
  "app.sessions": SessionsTable;
  "app.profiles": ProfilesTable;
  "app.updates": UpdatesTable;
  "app.decisions": DecisionsTable;
  "app.audit_events": AuditEventsTable;
} & AccessTokenTables &
  DeliveryTables &
  FeedbackTables &
  GenerationTables &
  PolicyTables &
  ProposalTables &
  ScheduleTables &
  TextTables &
  CardTables;

export type Db = Kysely<AppTables>;
export type Tx = Transaction<AppTables>;

export type Team = Selectable<TeamsTable>;
export type Person = Selectable<PeopleTable>;
export type Profile = Selectable<ProfilesTable>;
export type Update = Selectable<UpdatesTable>;
export type { AskedWording, Comment, Revision, SeenText } from "./text-tables.ts";
export type Decision = Selectable<DecisionsTable>;
export type AuditEvent = Selectable<AuditEventsTable>;
