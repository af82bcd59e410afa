import { idempotencyKey } from "../../api/idempotency-key.ts";
import { z } from "zod";
import { askedUpdate } from "../../webhooks/contract/asked-update.ts";
import { runComparison, runHistory, runStory } from "../../webhooks/contract/run-history.ts";
import { runStates } from "../../webhooks/contract/runs.ts";
import { validateAnswer } from "../../webhooks/contract/validation.ts";
import { profileSlug } from "./path-parts.ts";
import type { AppOperation } from "./operation.ts";

const ONCE = {
  "Idempotency-Key": {
    description: "The same key of the same person for the same profile is the same update, and starts nothing twice.",
    schema: idempotencyKey,
  },
};

/** As `next` of the answer before said it. */
const runsCursor = z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z_[0-9a-f-]{36}_\d{1,6}$/);

export const runsQuery = z.strictObject({
  state: z.enum(runStates).optional(),
  profile: profileSlug.optional(),
  /** `name`, or `name@3`. */
  template: z
    .string()
    .regex(/^[\w-]{1,40}(?:@\d{1,6})?$/, "must be NAME or NAME@3")
    .optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  after: runsCursor.optional(),
});

export const APP_RUN_OPERATIONS = {
  "GET /runs": {
    id: "listRuns",
    summary: "Runs of the team’s updates, the newest first",
    query: runsQuery,
    answer: runHistory,
    right: "read",
  },
  "GET /runs/{id}": {
    id: "getRun",
    summary: "A run, or an update’s newest one: its steps, its calls, and what it is pinned to",
    answer: runStory,
    right: "read",
  },
  "GET /runs/{id}/export": {
    id: "exportRun",
    summary: "Everything that is kept of a run, or of an update’s newest one: one JSON object a line",
    answer: z.string(),
    media: "application/x-ndjson",
    right: "read",
    starts: true,
  },
  "GET /runs/{id}/comparison": {
    id: "compareRuns",
    summary: "Two runs beside each other: what they were asked for, had read, and told",
    query: z.object({ to: z.uuid() }),
    answer: runComparison,
    right: "read",
    starts: true,
  },
  "POST /profiles/{slug}/updates": {
    id: "startUpdate",
    summary: "Starts an update of a profile, for everything since its last one; people approve it",
    answer: askedUpdate,
    headers: ONCE,
    right: "compose",
    starts: true,
  },
  "POST /profiles/{slug}/updates/validation": {
    id: "validateUpdate",
    summary: "What such an update would ask for, whether it can be run, and what it would cost; starts nothing",
    answer: validateAnswer,
    right: "compose",
    starts: true,
  },
  "GET /updates/{id}": {
    id: "getUpdate",
    summary: "How far an update has come, for whoever waits for it",
    answer: askedUpdate,
    right: "read",
  },
} satisfies Record<string, AppOperation>;
