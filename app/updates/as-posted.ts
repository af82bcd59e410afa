import type { UpdateState } from "../../db/app/tables.ts";
import { ledgerOfText } from "../../webhooks/contract/report-text.ts";
import type { UpdateDetail } from "./load.ts";
import { replacedLines } from "./replaced.ts";

/** What a person approved is what these have to do with; of what was taken back, what stood there. */
const DECIDED: ReadonlySet<UpdateState> = new Set(["approved", "posting", "posted", "correcting", "retracted"]);

type Decided = Pick<UpdateDetail, "update" | "decisions" | "revisions">;

/** The revision that stands in Slack, stood there, or is on its way; undefined: nothing of it is decided, or ever was. */
export function postedRevision({
  update,
  decisions,
  revisions,
}: Decided): UpdateDetail["revisions"][number] | undefined {
  if (!DECIDED.has(update.state)) return undefined;
  const approved = decisions.findLast(({ kind }) => kind === "approve" || kind === "standing")?.revision;
  return revisions.find(({ number }) => number === approved);
}

/** What stands in Slack, stood there, or is on its way: what somebody writes to correct it is not. */
export function asPosted(detail: UpdateDetail): UpdateDetail {
  const { update, agent_text, generation } = detail;
  const { sources } = update.brief;
  const text = postedRevision(detail)?.markdown ?? detail.text;
  if (text === detail.text) return detail;
  return {
    ...detail,
    text,
    ledger: ledgerOfText(text, sources, update.ledger),
    replaced: replacedLines(text, agent_text, generation?.replaced ?? [], sources),
    // They are of what is being written.
    findings: [],
  };
}
