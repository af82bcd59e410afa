import type { ColumnType, Generated, Selectable } from "kysely";
import type { RunCheck, VersionReadiness } from "../../webhooks/contract/readiness.ts";
import type { TemplateParts } from "../../webhooks/contract/templates.ts";
import type { Json, JsonOrNull, Now, Time } from "../columns.ts";

/** Whose words a skill is, and who has read them: of a draft, each as its text stands. */
type SkillReviews = Record<string, { by: string; reviewed_by: string | null }>;

type TemplateVersionsTable = {
  name: string;
  version: number;
  /** SHA-256 of `spec` alone: who made it is no part of what it is. */
  hash: string;
  spec: Json<unknown>;
  created_at: Now;
  made_by: ColumnType<string, string | undefined, never>;
  note: ColumnType<string, string | undefined, never>;
  release: string | null;
  commit: string | null;
  dirty: boolean | null;
  base: number | null;
  skills: ColumnType<SkillReviews, string | undefined, never>;
};
type TagsTable = {
  name: string;
  tag: string;
  version: number;
  moved_at: Now;
  /** Of a hundred runs that ask for production; null: no share. */
  share: number | null;
  reason: ColumnType<string, string | undefined, string>;
  moved_by: ColumnType<string, string | undefined, string>;
};
type TagMovesTable = {
  id: Generated<string>;
  name: string;
  tag: string;
  from_version: number | null;
  to_version: number | null;
  share: number | null;
  reason: string;
  moved_by: string;
  moved_at: Now;
};
type CopiedTemplatesTable = { name: string; copied_from: string; made_by: string; created_at: Now };
type TemplateDraftsTable = {
  name: string;
  /** Of its change: whoever saves names the one that they saw. It only grows. */
  number: number;
  /** Both null: published or put away. */
  base: number | null;
  parts: JsonOrNull<TemplateParts>;
  skills: Json<SkillReviews>;
  changed_by: string;
  changed_at: Time;
};

type ContractsTable = { hash: string; schemas: Json<Record<string, unknown>>; release: string; known_since: Now };
type ReadinessTable = {
  name: string;
  version: number;
  state: VersionReadiness["state"];
  reasons: Json<RunCheck[]>;
  checked_at: Time;
};
type SeenToolsTable = {
  name: string;
  version: number;
  /** A digest of how it is reached: addresses and arguments may hold secrets. */
  server: string;
  digests: Json<Record<string, string>>;
  seen_at: Time;
};

export type TemplateTables = {
  "pipelines.template_versions": TemplateVersionsTable;
  "pipelines.tags": TagsTable;
  "pipelines.tag_moves": TagMovesTable;
  "pipelines.copied_templates": CopiedTemplatesTable;
  "pipelines.template_drafts": TemplateDraftsTable;
  "pipelines.contracts": ContractsTable;
  "pipelines.readiness": ReadinessTable;
  "pipelines.seen_tools": SeenToolsTable;
};

export type ReadinessRow = Selectable<ReadinessTable>;
export type KnownContract = Selectable<ContractsTable>;
