import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { runLineage } from "./lineage.ts";
import { pullRequestRef } from "./parameters.ts";

/* From pull requests to a message in Slack, and back: what the app adds to what a run was made of. */

const channel = z.object({ id: z.string(), name: z.string() });

/** A text of an update that said something else of these pull requests than the one before. */
const lineageEdit = z.object({
  revision: z.number().int(),
  digest: z.string(),
  /** Null: the agent, or a check. */
  by: z.string().nullable(),
  at: z.iso.datetime(),
  /** What it says of each; null: no more than nothing. */
  says: z.array(z.object({ pr: pullRequestRef, text: z.string().nullable() })),
});

const lineageDecision = z.object({
  kind: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
  revision: z.number().int(),
  /** Of the approved text, and of the very messages that it became. */
  digest: z.string(),
  parts_digest: z.string(),
});

const lineageMessage = z.object({
  part: z.number().int(),
  parts: z.number().int(),
  effect: z.string(),
  channel,
  ts: z.string(),
  permalink: z.string().nullable(),
  /** Of what was sent. */
  digest: z.string(),
  at: z.iso.datetime().nullable(),
});

const messageLineage = z.object({
  update: z.object({
    id: z.uuid(),
    number: z.number().int(),
    title: z.string(),
    state: z.string(),
    channel,
    address: z.string(),
  }),
  /** The number of its profile's policy that it was written under; null: without one. */
  policy: z.number().int().nullable(),
  /** Null: the pipelines do not say, or a person wrote all of it. */
  run: asAnswer(runLineage).nullable(),
  edits: z.array(lineageEdit),
  /** The newest that holds, or that a posted text went out by; null: nobody has decided. */
  decision: lineageDecision.nullable(),
  messages: z.array(lineageMessage),
});
export type MessageLineage = z.infer<typeof messageLineage>;

/** `GET /lineage?from=…`: of a Slack message the update that it belongs to, of a pull request every update that used it, newest first. */
export const lineageFound = z.object({
  from: z.object({ kind: z.enum(["message", "pull_request", "update"]), text: z.string() }),
  found: z.array(messageLineage),
  /** There are older ones. */
  more: z.boolean(),
});
export type LineageFound = z.infer<typeof lineageFound>;
