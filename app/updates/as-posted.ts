import type { UpdateState } from "../../db/app/tables.ts";
import { ledgerOfText } from "../../webhooks/contract/report-text.ts";
import type { UpdateDetail } from "./load.ts";

/** What a person approved is what these have to do with. */
const DECIDED: ReadonlySet<UpdateState> = new Set(["approved", "posting", "posted", "correcting"]);

/** What stands in Slack, or is on its way there: what somebody writes to correct it is not. */
export function asPosted(detail: UpdateDetail): UpdateDetail {
  const { update, decisions, revisions } = detail;
  const approved = decisions.findLast(({ kind }) => kind === "approve")?.revision;
  const text = revisions.find(({ number }) => number === approved)?.markdown ?? detail.text;
  if (!DECIDED.has(update.state) || text === detail.text) return detail;
  return { ...detail, text, ledger: ledgerOfText(text, update.brief.sources, update.ledger) };
}
