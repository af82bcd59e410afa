import { findGenerationByToken, settleGeneration, type Settlement } from "../../db/app/generations.ts";
import { insertRevision, findRevision, storeFindings } from "../../db/app/revisions.ts";
import type { Db, Generation, Tx, Update, UpdateState } from "../../db/app/tables.ts";
import { changeUpdate, lockUpdateById, type UpdateChange } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import type { Event } from "../../webhooks/contract/events.ts";
import type { Receipt, ReceiptStore } from "../../webhooks/receive.ts";
import { forgetEdits } from "../../db/app/edits.ts";
import { jobActor, type Deps } from "../deps.ts";
import { changeState } from "./change-state.ts";
import { reviewClock } from "./review-clock.ts";
import { textOf } from "./text.ts";

/** A token outlives its run's deadline, so that a late result is told "gone" and not "who are you". */
const TOKEN_LIFE_MS = 7 * 24 * 3600 * 1000;

type Outcome = { to: UpdateState; action: string; change?: UpdateChange };

/** What a webhook does to the update that waits for it. */
export function receiptStore({ db, clock, log }: Pick<Deps, "db" | "clock" | "log">): ReceiptStore {
  return {
    async find(tokenSha256) {
      const generation = await findGenerationByToken(db, tokenSha256);
      return generation && receiptOf(generation);
    },
    async settle(receipt, event, bodySha256) {
      log.info({ update_id: event.request_id, run_id: event.pipeline_run_id, type: event.type }, "result received");
      return settle(db, receipt, event, bodySha256, clock());
    },
  };
}

function receiptOf({ update_id, generation, state, created_at, body_sha256 }: Generation): Receipt {
  return {
    request_id: update_id,
    generation,
    body_sha256,
    state: state === "settled" || state === "cancelled" ? state : "open",
    expires_at: new Date(created_at.getTime() + TOKEN_LIFE_MS),
  };
}

function settle(db: Db, { generation }: Receipt, event: Event, bodySha256: string, now: Date): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const update = await lockUpdateById(tx, event.request_id);
    if (!update) return false;
    if (!(await settleGeneration(tx, update.id, generation, settlementOf(event, bodySha256), now))) return false;
    await applyEvent(tx, update, generation, event, now);
    return true;
  });
}

function settlementOf(event: Event, body_sha256: string): Settlement {
  const { metrics, timeframe: window } = event.results;
  return {
    event_type: event.type,
    body_sha256,
    run_id: event.pipeline_run_id,
    metrics,
    window,
    ranges: ("ranges" in event.results && event.results.ranges) || null,
    evidence_digest: event.type === "run.completed" ? event.results.evidence_digest : null,
    artifact_uri: event.artifact_uri,
    wrap_ups: event.type === "run.completed" ? event.results.wrap_ups : [],
    not_followed: event.type === "run.completed" ? event.results.not_followed : [],
    replaced: event.type === "run.completed" ? event.results.replaced : [],
  };
}

async function applyEvent(tx: Tx, update: Update, generation: number, event: Event, now: Date): Promise<void> {
  const notes = "notes" in event.results ? event.results.notes : [];
  const about = { run_id: event.pipeline_run_id, template: event.template };
  await changeState(tx, jobActor(update.team_id), update.id, {
    from: ["generating"],
    ...(await outcomeOf(tx, update, event, now)),
    detail: { ...about, ...(notes.length > 0 && { notes }) },
    generation,
  });
  if (event.type === "run.completed") await keepText(tx, update, event);
}

/** What becomes of the update. */
async function outcomeOf(tx: Tx, update: Update, event: Event, now: Date): Promise<Outcome> {
  const sources = "sources" in event.results ? event.results.sources : undefined;
  const sources_shown = sources ? JSON.stringify(sources) : null;
  switch (event.type) {
    case "run.completed": {
      const change = { ...(await reviewClock(tx, update, now)), sources_shown };
      return { to: "in_review", action: "update.written", change };
    }
    case "run.nothing_to_report": {
      const change = { empty_reason: event.results.reason, sources_shown };
      return { to: "nothing_to_report", action: "update.found_nothing", change };
    }
    case "run.failed":
      return { to: "failed", action: "update.failed", change: { problem: JSON.stringify(event.problem) } };
    case "run.cancelled":
      return { to: "cancelled", action: "update.cancelled" };
  }
}

/** The agent's text is a revision like any other, without an author. */
async function keepText(
  tx: Tx,
  update: Update,
  { results, pipeline_run_id }: Event & { type: "run.completed" },
): Promise<void> {
  const { markdown, digest } = textOf(results.summary_message);
  const newest = await findRevision(tx, update.id, update.revision);
  const number = newest?.digest === digest ? update.revision : update.revision + 1;
  if (number > update.revision) {
    const text = { update_id: update.id, number, markdown, digest };
    await insertRevision(tx, { ...text, written_by: null, run_id: pipeline_run_id, note: null });
  }
  await storeFindings(tx, pipeline_run_id, digest, results.findings);
  await forgetEdits(tx, update.id);
  await changeUpdate(tx, update.id, {
    revision: number,
    ledger: JSON.stringify(results.ledger),
    degraded: results.degraded && JSON.stringify(results.degraded),
    working_copy: null,
    working_copy_by: null,
    working_copy_at: null,
  });
}
