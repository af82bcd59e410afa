import { listAudit, type AuditEntry } from "../../db/app/audit.ts";
import { listOpenComments, type ShownComment } from "../../db/app/comments.ts";
import { listDecisions, type ShownDecision } from "../../db/app/decisions.ts";
import { listDeliveries, type DeliveryWithParts } from "../../db/app/deliveries.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { findPersonById } from "../../db/app/people.ts";
import { findProfileById } from "../../db/app/profiles.ts";
import { sumWordings, type WordingSums } from "../../db/app/wordings.ts";
import { isAgents, listRevisions, type ShownRevision } from "../../db/app/revisions.ts";
import type { Slot } from "../../db/app/schedule-tables.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import type { Generation, Person, Profile, Update } from "../../db/app/tables.ts";
import { findStamp } from "../../db/app/updates.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { ledgerOfText } from "../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import type { RunAnswer } from "../../webhooks/contract/runs.ts";
import type { Actor, Deps } from "../deps.ts";
import type { CalledPeople } from "../message/mention.ts";
import { getUpdate } from "./change-state.ts";
import { askChecks, type ShownFinding } from "./ask-checks.ts";
import { peopleCalled } from "./people-called.ts";
import { continuationOf, type Continuation } from "./continuation.ts";
import { replacedLines, type ReplacedLines } from "./replaced.ts";

export {
  countApprovals,
  listApprovals,
  listUpdates,
  updateFacets,
  type UpdateFilter,
  type UpdateRow,
} from "../../db/app/lists.ts";

/** Everything a page or a card shows of one update. */
export type UpdateDetail = {
  update: Update;
  profile: Profile | null;
  creator: Person | null;
  generation: Generation | null;
  revisions: ShownRevision[];
  decisions: ShownDecision[];
  deliveries: DeliveryWithParts[];
  /** What a schedule asked for it for; null: a person did. */
  slot: Slot | null;
  audit: AuditEntry[];
  /** What the editor shows: the working copy, else the newest revision, else "". */
  text: string;
  /** The newest text that the agent wrote, or "". */
  agent_text: string;
  /** Where each pull request of the evidence stands in `text`. */
  ledger: LedgerLine[];
  findings: ShownFinding[];
  checked: boolean;
  /** What people say of its sentences, and nobody marked as done. */
  comments: ShownComment[];
  /** How its profile calls the people behind citations. */
  people: CalledPeople;
  /** What of `text` the rules wrote in place of the model. */
  replaced: ReplacedLines;
  /** Only while the text is being written, and only when the pipelines answer. */
  run: RunAnswer | null;
  /** Items that were asked for in other words, and what that came to. */
  wordings: WordingSums;
  /** Only where it failed or timed out, and its run could go on. */
  continuation: Continuation | null;
  /** Of a moment before all of this was read: see `findStamp`. */
  stamp: string;
};

/** @throws {Problem} `not_found`, or `gone` when it was deleted. */
export async function loadUpdate(deps: Deps, actor: Actor, id: string): Promise<UpdateDetail> {
  const { db } = deps;
  const stamp = (await findStamp(db, actor.team_id, id)) ?? "";
  const update = await getUpdate(db, actor, id);
  const [profile, creator, generation, revisions, decisions, deliveries, slot, audit, comments, people, wordings] =
    await Promise.all([
      update.profile_id ? findProfileById(db, update.profile_id) : undefined,
      findPersonById(db, update.created_by),
      findGeneration(db, id, update.generation),
      listRevisions(db, id),
      listDecisions(db, id),
      listDeliveries(db, id),
      findSlotOf(db, id),
      listAudit(db, id),
      listOpenComments(db, id),
      peopleCalled(db, update),
      sumWordings(db, id),
    ]);
  const text = update.working_copy ?? revisions.at(-1)?.markdown ?? "";
  const agent_text = revisions.findLast(isAgents)?.markdown ?? "";
  const { findings, checked } = await shownFindings(deps, update, text);
  return {
    update,
    profile: profile ?? null,
    creator: creator ?? null,
    generation: generation ?? null,
    revisions,
    decisions,
    deliveries,
    slot: slot ?? null,
    audit,
    comments,
    people,
    wordings,
    text,
    findings,
    checked,
    replaced: replacedLines(text, agent_text, generation?.replaced ?? [], update.brief.sources),
    agent_text,
    ledger: ledgerOfText(text, update.brief.sources, update.ledger),
    run: await runOf(deps, update, generation ?? null),
    continuation: await continuationOf(deps, update, generation ?? null),
    stamp,
  };
}

async function shownFindings(deps: Deps, update: Update, text: string) {
  const unread = { findings: [], checked: false };
  try {
    return update.revision > 0 ? await askChecks(deps, update, text) : unread;
  } catch (error) {
    // A working copy may be too long to be a text: the editor says so itself.
    if (error instanceof Problem) return unread;
    throw error;
  }
}

async function runOf({ pipelines }: Deps, update: Update, generation: Generation | null): Promise<RunAnswer | null> {
  if (update.state !== "generating" || !generation?.run_id) return null;
  try {
    return await pipelines.run(generation.run_id);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
