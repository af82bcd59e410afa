import type { Generated, GeneratedAlways, Selectable } from "kysely";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { Json, Now, Time, TimeOrNull } from "../columns.ts";

type RevisionsTable = {
  id: string;
  update_id: string;
  number: number;
  markdown: string;
  /** SHA-256 of the markdown's UTF-8 bytes, hex. */
  digest: string;
  /** Null: the agent, or a check. */
  written_by: string | null;
  /** The check whose words from the evidence it takes over; null: nobody's but its writer's. */
  taken_from: Generated<string | null>;
  run_id: string | null;
  note: string | null;
  created_at: Now;
};

type FindingsTable = { run_id: string; digest: string; findings: Json<Finding[]>; checked_at: Now };
type AcknowledgementsTable = { update_id: string; finding_key: string; person_id: string; created_at: Now };

type LooksTable = {
  update_id: string;
  person_id: string;
  /** What it said when they last looked. */
  markdown: string;
  looked_at: Time;
  /** What they had seen before it said that; null: nothing else, or long enough ago. */
  before_markdown: string | null;
  before_at: TimeOrNull;
};

type EditsTable = {
  seq: GeneratedAlways<number>;
  update_id: string;
  person_id: string;
  /** What was done: "Moved #12 up". */
  name: string;
  /** In the field for the whole text; false: one act on one item. */
  typed: boolean;
  /** The check whose words from the evidence were taken over: this makes nobody an author. */
  taken_from: Generated<string | null>;
  /** Why something was left out; null: nobody said, or nothing was. */
  reason: string | null;
  /** What was left out with it. */
  prs: string[];
  /** 0-based. */
  line: number;
  removed: string[];
  added: string[];
  made_at: Time;
  undone_at: TimeOrNull;
};

/** An item that somebody asked for in other words, and what that cost. */
type WordingsTable = {
  update_id: string;
  id: string;
  run_id: string;
  /** Null: a job, which has no person. */
  asked_by: string | null;
  asked_at: Time;
  /** Null: it is being asked for, or its process ended before it was answered. */
  ended_at: TimeOrNull;
  /** Whoever asked said that they do not wait any more. */
  stopped_at: TimeOrNull;
  model_calls: Generated<number>;
  tokens: Generated<number>;
  /** US dollars; null: not known. */
  cost_usd: number | null;
};

type CommentsTable = {
  id: string;
  update_id: string;
  person_id: string;
  /** The sentence that it is about, as it stood then. */
  sentence_key: string;
  sentence: string;
  prs: Json<string[]>;
  said: string;
  created_at: Now;
  done_at: TimeOrNull;
  done_by: string | null;
};

/** What an update said at each time, what was found in it, and what people say of it. */
export type TextTables = {
  "app.revisions": RevisionsTable;
  "app.findings": FindingsTable;
  "app.acknowledgements": AcknowledgementsTable;
  "app.looks": LooksTable;
  "app.edits": EditsTable;
  "app.wordings": WordingsTable;
  "app.comments": CommentsTable;
};

export type Revision = Selectable<RevisionsTable>;
export type AskedWording = Selectable<WordingsTable>;
export type SeenText = Selectable<LooksTable>;
export type Edit = Selectable<EditsTable>;
export type Comment = Selectable<CommentsTable>;
