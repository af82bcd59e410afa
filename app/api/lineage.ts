import { z } from "zod";
import { answer } from "../../api/answer.ts";
import { findCheckedGeneration } from "../../db/app/generations.ts";
import { isId } from "../../webhooks/contract/ids.ts";
import { lineageFound } from "../../webhooks/contract/message-lineage.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { provenanceEnvelope, provenanceKey } from "../../webhooks/contract/provenance.ts";
import type { Deps } from "../deps.ts";
import { getUpdate } from "../updates/change-state.ts";
import { findLineage } from "../updates/find-lineage.ts";
import type { ApiHandler } from "./env.ts";
import type { AppOperation } from "./operation.ts";

export const APP_LINEAGE_OPERATIONS = {
  "GET /lineage": {
    id: "findLineage",
    summary: "From a Slack message to what it was made of; from a pull request to every message that used it",
    query: z.object({ from: z.string() }),
    answer: lineageFound,
    right: "read",
  },
  "GET /updates/{id}/provenance": {
    id: "getUpdateProvenance",
    summary: "What the update’s newest report was made of, signed: verifies without a network",
    answer: provenanceEnvelope,
    right: "read",
  },
  "GET /provenance/key": {
    id: "getPublicKey",
    summary: "The public key that statements are verified with",
    answer: provenanceKey,
    right: "read",
  },
} satisfies Record<string, AppOperation>;

export function lineageHandlers(deps: Deps) {
  const { db, log, pipelines } = deps;
  return {
    "GET /lineage": async (c) =>
      answer(c, log, lineageFound, await findLineage(deps, c.var.actor, c.req.query("from") ?? "")),
    "GET /updates/{id}/provenance": async (c) => {
      const id = c.req.param("id") ?? "";
      if (!isId(id)) throw new Problem("not_found", "There is no such update.", "Take its id from its address.");
      const update = await getUpdate(db, c.var.actor, id);
      const run = (await findCheckedGeneration(db, update.copied_from ?? id))?.run_id;
      if (!run) throw new Problem("conflict", "No run has written this update.", "Choose one that was generated.");
      return answer(c, log, provenanceEnvelope, await pipelines.provenance(run));
    },
    "GET /provenance/key": async (c) => answer(c, log, provenanceKey, await pipelines.provenanceKey()),
  } satisfies Record<keyof typeof APP_LINEAGE_OPERATIONS, ApiHandler>;
}
