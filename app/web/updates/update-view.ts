import type { Update } from "../../../db/app/tables.ts";
import type { StepAnswer } from "../../../webhooks/contract/runs.ts";
import type { Settings } from "../../deps.ts";
import type { ChannelChoice } from "../../pickers.ts";
import { actionFact, actionWords } from "../../updates/history-words.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { asksFirst, openFindings, openIn } from "../../updates/question-words.ts";
import { REASONS, STATES } from "../../words.ts";
import type { Changes } from "../../feedback/changes.ts";
import { changesView, type ChangesView } from "./changes-view.ts";
import { chipsOf, analysisLabel, writerIn, type Chip } from "./chips.ts";
import { BRIEFED_AGAIN, type Face, FACES, LIVE, stageOf } from "./faces.ts";
import { outcomeView, type OutcomeView } from "./outcome-view.ts";
import { replacedView, type ReplacedView } from "./replaced-view.ts";
import { runView, type RunView } from "../runs/run-view.ts";
import { slotView, type SlotView } from "../schedules/slot-view.ts";
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
import { ALL_RIGHTS, type UpdateRights } from "./update-rights.ts";
import { factsText } from "../runs/writing-facts.ts";

export type UpdateView = SlotView & {
  id: string;
  kind: string;
  title: string;
  face: Face;
  /** True while the page should look again by itself. */
  live: boolean;
  /** What the person who looks may do, who approves, and by which rules. */
  rights: UpdateRights;
  state: { label: string; tone: string };
  /** Brief, Draft, Review, Posted: which one is now; 4 when all are behind it. */
  stage: number;
  chips: Chip[];
  edit_brief: string;
  channel: { id: string; name: string; members: number | null; is_member: boolean };
  /** How it was, or is being written; "" when there is no run to show. */
  run_url: string;
  run: RunView | null;
  text: TextView | null;
  outcome: OutcomeView;
  /** What people changed before it was approved; null where it was not, or where nothing is. */
  changes: ChangesView | null;
  changes_open: boolean;
  history: HistoryLine[];
  /** What went wrong with what was just tried; the page shows it above the work. */
  problem: { message: string; remedy: string; details: { message: string; fix: string }[] } | null;
  channels: ChannelChoice[];
  reasons: typeof REASONS;
  /** What was typed into one of the boxes, where that did not do. */
  said: Said;
};

export type Said = { reason: string; text: string; reasons: readonly string[] };

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

/** One that is being written now, and one that has a text. */
export type RunningUpdate = UpdateView & { run: RunView };
export type WrittenUpdate = UpdateView & { text: TextView };

/** `where`: "in Slack"; "" for the browser. */
type HistoryLine = { at: Date; who: string; what: string; where: string; fact: string };

export type Around = {
  steps: readonly StepAnswer[];
  channels: ChannelChoice[] | null;
  now: Date;
  settings: Settings;
  /** The model behind "default", where that is known. */
  writer?: string | null;
  /** A posted update is shown in the editor, to be corrected. */
  correcting?: boolean;
  problem?: UpdateView["problem"];
  said?: Said;
  /** Its text was typed just now, and nothing else has it. */
  unsaved?: boolean;
  /** Absent: all of them. */
  rights?: UpdateRights;
  changes?: Changes | null;
  /** Somebody says why: the comparison is open. */
  changes_open?: boolean;
};

export function updateView(detail: UpdateDetail, around: Around): UpdateView {
  const { update, audit } = detail;
  const correcting = Boolean(around.correcting) && update.state === "posted";
  const face = correcting ? "editor" : FACES[update.state];
  const slot = slotView(detail, around.now);
  const rights = around.rights ?? ALL_RIGHTS;
  const chosen = around.channels?.find(({ id }) => id === update.channel.id);
  return {
    id: update.id,
    kind: analysisLabel(detail),
    title: update.title,
    face,
    ...slot,
    rights,
    live: LIVE.has(face) && !slot.waits,
    state: STATES[update.state],
    stage: stageOf(face, update.state),
    chips: chipsOf(detail, around.writer),
    edit_brief: `/compose?from_id=${update.id}${BRIEFED_AGAIN.has(update.state) ? "&again=1" : ""}`,
    channel: { ...update.channel, members: chosen?.num_members ?? null, is_member: chosen?.is_member ?? true },
    run_url: detail.generation?.run_id || update.copied_from ? `/updates/${update.id}/run` : "",
    run: face === "run" ? runView(detail, around.steps, around.now) : null,
    text: update.revision > 0 ? textView(detail, around, correcting) : null,
    outcome: outcomeView(detail),
    changes: around.changes && !correcting ? changesView(update.id, around.changes, rights.may.edit) : null,
    changes_open: around.changes_open ?? false,
    history: audit.toReversed().map(({ at, actor_name, action, surface, detail: facts }) => ({
      at,
      who: actor_name ?? "Pulse",
      what: actionWords(action),
      fact: actionFact(facts),
      where: ELSEWHERE[surface] ?? "",
    })),
    problem: around.problem ?? null,
    channels: around.channels ?? [],
    reasons: REASONS,
    said: around.said ?? { reason: "", text: "", reasons: [] },
  };
}

/** What was not done in the browser says where it was done. */
const ELSEWHERE: Record<string, string> = { slack: "in Slack" };

/** When the working copy was kept, exactly; "" when there is none. A form brings it back, and says with it what its writer saw. */
export const copyTime = ({ working_copy_at }: Pick<Update, "working_copy_at">): string =>
  working_copy_at?.toISOString() ?? "";

function textView(
  detail: UpdateDetail,
  { now, settings, writer, unsaved = false }: Around,
  correcting: boolean,
): TextView {
  const { update, revisions, findings, checked, agent_text } = detail;
  const markdown = detail.text;
  const editable = update.state === "in_review" || correcting;
  const open = editable ? openFindings({ findings }) : [];
  const preview = previewView({ settings }, update, markdown, update.posted_at ?? now, open);
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
    saved_by: update.working_copy ? "" : (newest?.author_name ?? "Pulse"),
    revision: `revision ${update.revision}`,
    took: tookOf(detail, writer),
    notes: notesOf(detail),
    meter: meterView(markdown, preview),
    asks: asksFirst(openIn({ findings, checked })),
    ledger: ledgerView(detail.ledger, update.brief.sources.length > 1),
    has_agent_text: agent_text !== "" && agent_text !== markdown,
    diff: diffView(agent_text || markdown, markdown),
    revisions: revisions.toReversed().map(({ number, author_name, created_at: at, note, markdown: kept }) => ({
      number,
      by: author_name ?? "Pulse",
      at,
      note: note ?? "",
      markdown: kept,
    })),
    requested: requestedBy(detail),
  };
}

function tookOf({ generation }: UpdateDetail, writer: string | null | undefined): string {
  if (!generation?.metrics) return "";
  const model = writerIn(generation.parameters, writer);
  return factsText(generation.metrics, model === "default" ? "" : model);
}

function requestedBy({ update, audit }: UpdateDetail): string {
  if (!update.review_requested_at) return "";
  return audit.findLast(({ action }) => action === "approval.requested")?.actor_name ?? "";
}
