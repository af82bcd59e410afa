import { listReasons, type GivenReason } from "../../db/app/feedback.ts";
import type { Db } from "../../db/app/tables.ts";
import type { UpdateDetail } from "../updates/load.ts";
import { compareTexts, type ComparedItem } from "../../webhooks/contract/compare-texts.ts";

/** What people changed of an approved text before it went out, and why, where they said so. */
export type Changes = { items: ComparedItem[]; given: GivenReason[] };

/** @returns null where nothing is approved, where no agent wrote, and where it went out as it was written. */
export async function changesOf(db: Db, detail: UpdateDetail): Promise<Changes | null> {
  const { update, decisions, revisions } = detail;
  const approval = decisions.findLast(({ kind, voided_at }) => kind === "approve" && !voided_at);
  const approved = revisions.find(({ number }) => number === approval?.revision);
  if (!approved) return null;
  const agent = revisions.findLast(
    ({ number, written_by, run_id }) => number <= approved.number && written_by === null && run_id !== null,
  );
  if (!agent || agent.markdown === approved.markdown) return null;
  const { items } = compareTexts(agent.markdown, approved.markdown, update.brief.sources);
  return { items, given: await listReasons(db, update.id) };
}
