import { idempotencyKey } from "../../api/idempotency-key.ts";
import { askedUpdate } from "../../webhooks/contract/asked-update.ts";
import { validateAnswer } from "../../webhooks/contract/runs.ts";
import type { AppOperation } from "./operation.ts";

const ONCE = {
  "Idempotency-Key": {
    description: "The same key of the same person for the same profile is the same update, and starts nothing twice.",
    schema: idempotencyKey,
  },
};

export const APP_RUN_OPERATIONS = {
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
