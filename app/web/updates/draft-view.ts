import type { Update } from "../../../db/app/tables.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { messageContext } from "../../updates/message-context.ts";
import { asksFirst, openFindings, openIn } from "../../updates/question-words.ts";
import { writerName } from "../../updates/writer-name.ts";
import { factsText } from "../runs/writing-facts.ts";
import type { Around } from "./around.ts";
import { writerIn } from "./chips.ts";
import { replacedView, type ReplacedView } from "./replaced-view.ts";
import {
  diffView,
  findingsView,
  ledgerView,
  meterView,
  previewView,
  type DiffView,
  type FindingsView,
  type LedgerView,
  type MeterView,
  type PreviewView,
} from "./text-view.ts";
import { notesOf, type Note } from "./update-notes.ts";

export type TextView = {
  markdown: string;
  base_revision: number;
  base_copy: string;
  /** Typed, and not kept by the server: the page must not say that it is. */
  unsaved: boolean;
  editable: boolean;
  correcting: boolean;
  saved_at: Date | null;
  saved_by: string;
  revision: string;
  took: string;
  notes: Note[];
  preview: PreviewView;
  meter: MeterView;
  findings: FindingsView;
  replaced: ReplacedView;
  /** Approving it asks first. */
  asks: boolean;
  ledger: LedgerView;
  has_agent_text: boolean;
  diff: DiffView;
  revisions: { number: number; by: string; at: Date; note: string; markdown: string }[];
  requested: string;
};

/** When the working copy was kept, exactly; "" when there is none. A form brings it back, and says with it what its writer saw. */
export const copyTime = ({ working_copy_at }: Pick<Update, "working_copy_at">): string =>
  working_copy_at?.toISOString() ?? "";

export function textView(
  detail: UpdateDetail,
  { now, settings, writer, unsaved = false }: Around,
  correcting: boolean,
): TextView {
  const { update, revisions, findings, checked, agent_text } = detail;
  const markdown = detail.text;
  const editable = update.state === "in_review" || correcting;
  const open = editable ? openFindings({ findings }) : [];
  const preview = previewView(
    update,
    messageContext({ settings }, update, detail.people),
    markdown,
    update.posted_at ?? now,
    open,
  );
  const newest = revisions.at(-1);
  const found = findingsView(update, markdown, { findings, checked }, detail.generation);
  return {
    markdown,
    base_revision: update.revision,
    correcting,
    preview,
    findings: found,
    replaced: replacedView(detail.replaced),
    base_copy: copyTime(update),
    unsaved,
    editable,
    saved_at: update.working_copy_at ?? newest?.created_at ?? null,
    saved_by: update.working_copy || !newest ? "" : writerName(newest),
    revision: `revision ${update.revision}`,
    took: tookOf(detail, writer),
    notes: notesOf(detail),
    meter: meterView(markdown, preview),
    asks: asksFirst(openIn({ findings, checked })),
    ledger: ledgerView(detail.ledger, update.brief.sources.length > 1),
    has_agent_text: agent_text !== "" && agent_text !== markdown,
    diff: diffView(agent_text || markdown, markdown),
    revisions: revisions.toReversed().map((revision) => ({
      number: revision.number,
      by: writerName(revision),
      at: revision.created_at,
      note: revision.note ?? "",
      markdown: revision.markdown,
    })),
    requested: requestedBy(detail),
  };
}

export function tookOf({ generation }: UpdateDetail, writer: string | null | undefined): string {
  if (!generation?.metrics) return "";
  const model = writerIn(generation.parameters, writer);
  return factsText(generation.metrics, model === "default" ? "" : model);
}

function requestedBy({ update, audit }: UpdateDetail): string {
  if (!update.review_requested_at) return "";
  return audit.findLast(({ action }) => action === "approval.requested")?.actor_name ?? "";
}
