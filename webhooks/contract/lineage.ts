import { z } from "zod";
import { coverage } from "./evidence.ts";
import { sha256Hex } from "./ids.ts";
import { dateRange, pullRequestRef } from "./parameters.ts";
import { item, ledgerLine } from "./report.ts";
import { callAnswer, runStates } from "./runs.ts";

/** A call that was told of a pull request: what went in and what came out by their digests, as canonical JSON. */
const lineageCall = callAnswer.extend({
  /** Null: it was recorded before that was reckoned. */
  question_sha256: sha256Hex,
  question_bytes: z.number().int(),
  answer_sha256: sha256Hex,
});

/** One pull request on its way through a run. */
const lineageThread = z.object({
  pr: pullRequestRef,
  /** As it was read; null: it is not among what was read. */
  pull: z
    .object({
      title: z.string(),
      url: z.string(),
      author: z.string(),
      merged_at: z.iso.datetime().nullable(),
      base_branch: z.string(),
      merge_sha: z.string().nullable(),
      labels: z.array(z.string()),
      paths: z.array(z.string()),
    })
    .nullable(),
  line: ledgerLine.nullable(),
  /** What the run made of it, and the item's number in its report, from 1. */
  item: item.extend({ number: z.number().int() }).nullable(),
  /** The line that counts it with others. */
  group: z.string().nullable(),
  /** Tool calls about it, and calls to a model that were told of it, in their order. */
  calls: z.array(lineageCall),
});
export type LineageThread = z.infer<typeof lineageThread>;

/** `GET /runs/{id}/lineage?pr=owner/repo%2312`: what a run was made of, each part by its digest. */
export const runLineage = z.object({
  run_id: z.uuid(),
  request_id: z.uuid(),
  state: z.enum(runStates),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  /** `ref`: as it was asked for; null for runs from before that was kept. `hash` null: its version is gone. */
  template: z.object({
    name: z.string(),
    version: z.number().int(),
    ref: z.string().nullable(),
    hash: z.string().nullable(),
  }),
  code: z.object({ release: z.string().nullable(), commit: z.string().nullable(), dirty: z.boolean().nullable() }),
  contract_hash: z.string(),
  /** Of the canonical JSON of its parameters. */
  parameters_sha256: sha256Hex,
  model: z.object({ asked: z.string(), served: z.array(z.string()) }),
  /** Of each prompt and skill of its version. */
  prompts: z.record(z.string(), sha256Hex),
  skills: z.record(z.string(), sha256Hex),
  evidence: z
    .object({ sha256: sha256Hex, pull_requests: z.number().int(), timeframe: dateRange, coverage: coverage.nullable() })
    .nullable(),
  /** Of the whole report, and of its text as Markdown; null: it has none. */
  report: z.object({ sha256: sha256Hex, markdown_sha256: sha256Hex }).nullable(),
  threads: z.array(lineageThread),
});
export type RunLineage = z.infer<typeof runLineage>;
