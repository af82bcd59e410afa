import { OWN_LIMITS } from "../../limits.ts";
import type { ChannelChoice } from "../../pickers.ts";
import { actionFact, actionWords } from "../../updates/history-words.ts";
import { secondsToUndo } from "../../updates/undo-time.ts";
import { mentionedIn } from "../../message/render.ts";
import { asksFirst, commentsText, mentionsText, openIn } from "../../updates/question-words.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { REASONS, STATES } from "../../words.ts";
import { type PolicyLink, policyLink } from "./policy-link.ts";
import { changesView, type ChangesView } from "./changes-view.ts";
import { type TemplateLink, versionLink } from "../page/template-link.ts";
import type { Around, Said, ShownProblem } from "./around.ts";
import { chipsOf, analysisLabel, type Chip } from "./chips.ts";
import { BRIEFED_AGAIN, type Face, FACES, LIVE } from "./faces.ts";
import { outcomeView, type OutcomeView } from "./outcome-view.ts";
import { wordingsText } from "../runs/writing-facts.ts";
import { runView, type RunView } from "../runs/run-view.ts";
import { slotView, type SlotView } from "../schedules/slot-view.ts";
import { textView, tookOf, type TextView } from "./draft-view.ts";
import { headView, type HeadView } from "./head-view.ts";
import { railView, type RailView } from "./rail-view.ts";
import { readingView, type ReadingView } from "./reading-view.ts";
import { ALL_RIGHTS, type UpdateRights } from "./update-rights.ts";

export type UpdateView = SlotView & {
  id: string;
  kind: string;
  title: string;
  head: HeadView;
  face: Face;
  /** Changes with whatever its page shows: whoever has the same one has it already. */
  mark: string;
  /** Seconds that are left to undo its approval; 0 for none. */
  undo: number;
  /** "3 people are mentioned", as long as it can be undone; "". */
  mentions: string;
  /** What approving it takes, in a sentence. */
  confirms: string;
  /** True while the page should look again by itself. */
  live: boolean;
  /** What the person who looks may do, who approves, and by which rules. */
  rights: UpdateRights;
  state: { label: string; tone: string };
  chips: Chip[];
  edit_brief: string;
  channel: { id: string; name: string; members: number | null; is_member: boolean };
  /** How it was, or is being written; "" when there is no run to show. */
  run_url: string;
  /** Which version of which template wrote it; null: nobody knows, or none did. */
  template: TemplateLink | null;
  /** Null: it was written without one. */
  policy: PolicyLink | null;
  run: RunView | null;
  text: TextView | null;
  /** The message for whoever reads it, and the facts beside it; null where nobody does. */
  reading: ReadingView | null;
  rail: RailView;
  /** "2 comments are open"; "". */
  comments: string;
  took: string;
  /** What other wordings of its items cost; "" where nobody asked for any. */
  reworded: string;
  outcome: OutcomeView;
  /** What people changed before it was approved; null where it was not, or where nothing is. */
  changes: ChangesView | null;
  changes_open: boolean;
  history: HistoryLine[];
  /** What went wrong with what was just tried; the page shows it above the work. */
  problem: ShownProblem | null;
  channels: ChannelChoice[];
  reasons: typeof REASONS;
  /** What was typed into one of the boxes, where that did not do. */
  said: Said;
};

/** One that is being written now, and one that has a text. */
export type RunningUpdate = UpdateView & { run: RunView };
export type WrittenUpdate = UpdateView & { text: TextView };
export type ReadUpdate = WrittenUpdate & { reading: ReadingView };

/** `where`: "in Slack"; "" for the browser. */
type HistoryLine = { at: Date; who: string; what: string; where: string; fact: string };

export function updateView(detail: UpdateDetail, around: Around): UpdateView {
  const { update, audit } = detail;
  const correcting = Boolean(around.correcting) && update.state === "posted";
  const editing = Boolean(around.editing) && update.state === "in_review";
  const face = correcting || editing ? "editor" : FACES[update.state];
  const slot = slotView(detail, around.now);
  const undo = secondsToUndo(slot.waits, around.now);
  const rights = around.rights ?? ALL_RIGHTS;
  const chosen = around.channels?.find(({ id }) => id === update.channel.id);
  return {
    id: update.id,
    kind: analysisLabel(detail),
    title: update.title,
    head: headView(detail),
    face,
    mark: detail.stamp,
    ...slot,
    rights,
    undo,
    mentions: undo > 0 ? mentionsText(mentionedIn(detail.deliveries.at(-1)?.parts ?? []).length) : "",
    confirms: confirmsText(detail),
    // Nothing moves under whoever writes a comment.
    live: LIVE.has(face) && (!slot.waits || undo > 0) && !around.commenting,
    state: STATES[update.state],
    chips: chipsOf(detail, around.writer),
    edit_brief: `/compose?from_id=${update.id}${BRIEFED_AGAIN.has(update.state) ? "&again=1" : ""}`,
    channel: { ...update.channel, members: chosen?.num_members ?? null, is_member: chosen?.is_member ?? true },
    template: versionLink(detail.generation?.template),
    policy: policyLink(detail.profile, detail.generation),
    run_url: detail.generation?.run_id || update.copied_from ? `/updates/${update.id}/run` : "",
    run: face === "run" ? runView(detail, around.steps, around.now) : null,
    text: update.revision > 0 ? textView(detail, around, correcting) : null,
    reading: isRead(face) && update.revision > 0 ? readingView(around, detail) : null,
    rail: railView(detail),
    comments: update.state === "in_review" ? commentsText(detail.comments.length) : "",
    took: tookOf(detail, around.writer),
    reworded: wordingsText(detail.wordings),
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

function confirmsText({ profile, slot, findings, checked, comments }: UpdateDetail): string {
  if (profile?.before_posting !== "undo" || profile.deleted_at || slot?.post_at) return "You confirm once.";
  const asks = asksFirst(openIn({ findings, checked })) || comments.length > 0;
  return `You ${asks ? "confirm once, then " : ""}have ${OWN_LIMITS.undo_s} s to undo.`;
}

/** Whoever does not write reads. */
const isRead = (face: Face): boolean => face !== "run" && face !== "editor";

/** What was not done in the browser says where it was done. */
const ELSEWHERE: Record<string, string> = { slack: "in Slack" };
