import type { Json, JsonOrNull, Now, Time, TimeOrNull } from "../columns.ts";
import type { ModelTables } from "./model-tables.ts";
import type { TemplateTables } from "./template-tables.ts";
import type { ColumnType, Generated, Kysely, Selectable, Transaction } from "kysely";
import type { Metrics } from "../../webhooks/contract/events.ts";
import type { EvidencePreview } from "../../webhooks/contract/evidence.ts";
import type { DateRange, Parameters } from "../../webhooks/contract/parameters.ts";
import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import type { RunCheck } from "../../webhooks/contract/readiness.ts";
import type { Progress, RunState } from "../../webhooks/contract/runs.ts";
import type { AskedTrial } from "../../webhooks/contract/trials.ts";
import type { WordingAnswer } from "../../webhooks/contract/wordings.ts";
import type { Writing } from "../../webhooks/contract/writing.ts";

type RunsTable = {
  id: string;
  state: RunState;
  template_name: string;
  template_version: number;
  /** As it was asked for: by number, by tag. Null: from before that was kept. */
  template_ref: string | null;
  contract_hash: string;
  /** The code that worked it last: a version says only what is data. Null: nobody knows. */
  release: string | null;
  commit: string | null;
  dirty: boolean | null;
  /** Whether its text was not written as asked for; null: it has none, or is from before that was kept. */
  degraded: boolean | null;
  parameters: Json<Parameters>;
  dry_run: boolean;
  /** Of a trial: its own id, for it belongs to no request. */
  request_id: string;
  /** Null: a trial, which reports back to nobody. */
  callback_url: string | null;
  /** AES-256-GCM; wiped when the webhook is settled. */
  sealed_token: Buffer | null;
  idempotency_key: string;
  request_digest: string;
  /** The span that it was asked for in, as W3C writes it; null: nobody traces. */
  traceparent: string | null;
  /** The fence: a worker whose attempt is not the newest changes nothing. */
  attempt: Generated<number>;
  /** Attempts that ended with an error of our own. */
  failures: Generated<number>;
  cancel_requested_at: TimeOrNull;
  /** The window, under the contract's word: `window` is one of SQL's own. */
  timeframe: JsonOrNull<DateRange>;
  progress: ColumnType<Progress, string | undefined, string>;
  problem: JsonOrNull<ProblemShape>;
  metrics: JsonOrNull<Metrics>;
  artifact_sha256: string | null;
  evidence_sha256: string | null;
  created_at: Now;
  started_at: TimeOrNull;
  finished_at: TimeOrNull;
  /** When its time was over, or would have been. While it is open, `limit_ms` and `worked_ms` say that. */
  deadline_at: Time;
  /** Milliseconds that somebody worked on it; no time in which nobody did. */
  worked_ms: Generated<number>;
  /** When that was last noted, by the database's clock; null: nobody is working on it. */
  worked_at: TimeOrNull;
  /** The job whose attempt it is; another one takes no run from somebody who is working on it. */
  taken_by: string | null;
  /** Milliseconds that it may take. */
  limit_ms: number;
  /** Of the newest request to go on after it had ended, like `idempotency_key` and `request_digest` of the first. */
  continuation_key: string | null;
  continuation_digest: string | null;
  /** How far the recording had come each time, in milliseconds. */
  continued_ms: ColumnType<number[], number[] | undefined, number[]>;
  /** The recorded run that it is a trial of, and what was asked; null: it is none. */
  trial_of: string | null;
  trial: JsonOrNull<AskedTrial>;
  /** Of a trial by a draft, which may change: the specification as it stood. Null: that of its version. */
  spec: JsonOrNull<unknown>;
  checks: JsonOrNull<RunCheck[]>;
  /** The contract of whoever asked, and what follows, where it is another one. */
  sender_contract: string | null;
  contract_note: string | null;
};

export type CallKind = "tool" | "model" | "clock" | "chance" | "lookup";

type CallsTable = {
  run_id: string;
  /** LangGraph's step and path: the same on every replay. */
  step: number;
  path: string;
  /** Counts the calls of one node, from 0. */
  ordinal: number;
  input_digest: string;
  node: string;
  kind: CallKind;
  name: string;
  input: Json<unknown>;
  output: Json<unknown>;
  attempt: number;
  started_at: Time;
  duration_ms: number;
  input_tokens: Generated<number>;
  output_tokens: Generated<number>;
  /** US dollars; null: not known. */
  cost_usd: number | null;
  /** The order in which calls were committed. */
  seq: Generated<string>;
  /** In words, for whoever looks. */
  label: Generated<string>;
  /** `done`, or how else it ended: `failed`, `denied`, `refused` … */
  outcome: Generated<string>;
  /** A part of `input_tokens`. */
  cached_tokens: Generated<number>;
  retries: Generated<number>;
  priced_by: string | null;
  /** The run whose recording answered it, so that nothing was spent on it; null: it was made. */
  served_from: string | null;
};

type ReservationsTable = {
  id: string;
  /** Null: a test of a model, which belongs to no run. */
  run_id: string | null;
  model: string;
  at: Time;
  /** US dollars as text; null: no price is known. */
  reserved_usd: ColumnType<string | null, number | null, number | null>;
  reserved_tokens: number;
  spent_usd: ColumnType<string | null, number | null | undefined, number | null>;
  spent_tokens: number | null;
  settled_at: TimeOrNull;
  /** When a call that has not come back by then is given up. */
  lost_at: Time;
  /** Nobody knows what it did cost: what was set aside for it stands in its place. */
  estimated: Generated<boolean>;
  /** Who said that it did cost nothing. */
  cleared_by: string | null;
};

/** What a run keeps of the budgets for the texts that it has still to write. */
type HoldsTable = {
  run_id: string;
  at: Time;
  /** As in `reservations`. */
  usd: ColumnType<string | null, number | null, number | null>;
  tokens: number;
};

/** What is being written right now: unlogged, so a crash of the database empties it. */
type WritingTable = { run_id: string; attempt: number; writing: Json<Writing[]> };

type WordingsTable = {
  /** As with whoever asks: the same key has the same answer. */
  idempotency_key: string;
  request_digest: string;
  run_id: string;
  asked_at: Time;
  /** Null: a model is being asked, or its process ended before it had answered. */
  answer: JsonOrNull<WordingAnswer>;
};

type NodesTable = {
  run_id: string;
  node: string;
  detail: Generated<string>;
  attempt: number;
  started_at: Time;
  finished_at: TimeOrNull;
  failed: Generated<boolean>;
  calls: Generated<number>;
  replayed: Generated<number>;
};

type ArtifactsTable = { sha256: string; media_type: string; body: Buffer; created_at: Now };

type ReportBacksTable = {
  run_id: string;
  event_type: string;
  body: Buffer;
  state: "pending" | "delivered" | "refused" | "dead";
  attempts: Generated<number>;
  last_status: number | null;
  last_error: string | null;
  next_attempt_at: TimeOrNull;
  created_at: Now;
  settled_at: TimeOrNull;
};

type EvidenceReadsTable = {
  id: string;
  parameters: Json<Parameters>;
  state: "reading" | "ready" | "failed";
  preview: JsonOrNull<EvidencePreview>;
  problem: JsonOrNull<ProblemShape>;
  created_at: Now;
  finished_at: TimeOrNull;
};

export type PipelinesTables = TemplateTables &
  ModelTables & {
    "pipelines.runs": RunsTable;
    "pipelines.calls": CallsTable;
    "pipelines.nodes": NodesTable;
    "pipelines.artifacts": ArtifactsTable;
    "pipelines.report_backs": ReportBacksTable;
    "pipelines.evidence_reads": EvidenceReadsTable;
    "pipelines.reservations": ReservationsTable;
    "pipelines.holds": HoldsTable;
    "pipelines.writing": WritingTable;
    "pipelines.wordings": WordingsTable;
  };

export type Db = Kysely<PipelinesTables>;
export type Tx = Transaction<PipelinesTables>;

export type TemplateVersion = Selectable<TemplateTables["pipelines.template_versions"]>;
export type Tag = Selectable<TemplateTables["pipelines.tags"]>;
export type TagMoveRow = Selectable<TemplateTables["pipelines.tag_moves"]>;
export type TemplateDraftRow = Selectable<TemplateTables["pipelines.template_drafts"]>;
export type Run = Selectable<RunsTable>;
export type Call = Selectable<CallsTable>;
export type RunNode = Selectable<NodesTable>;
export type ReportBack = Selectable<ReportBacksTable>;
export type EvidenceRead = Selectable<EvidenceReadsTable>;
export type Wording = Selectable<WordingsTable>;
export type ModelTestRow = Selectable<ModelTables["pipelines.model_tests"]>;
