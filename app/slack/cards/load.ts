import { findPersonById } from "../../../db/app/people.ts";
import type { Slot } from "../../../db/app/schedule-tables.ts";
import { findSlotOf } from "../../../db/app/slots.ts";
import type { Update } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { ledgerOfText } from "../../../webhooks/contract/report-text.ts";
import { countLedger } from "../../../webhooks/contract/report.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import { jobActor } from "../../deps.ts";
import { changesOf, type Changes } from "../../feedback/changes.ts";
import { mentionedIn, renderBeginning, renderParts, type RenderedPart } from "../../message/render.ts";
import { postedRevision } from "../../updates/as-posted.ts";
import { askChecks } from "../../updates/ask-checks.ts";
import { continuationText } from "../../updates/continuation.ts";
import { openFindings, openIn, type Open } from "../../updates/question-words.ts";
import { actionWords } from "../../updates/history-words.ts";
import { loadUpdate, type UpdateDetail } from "../../updates/load.ts";
import { messageContext } from "../../updates/message-context.ts";
import { putBackBecause } from "../../updates/put-back-because.ts";
import { replacedText } from "../../updates/replaced.ts";
import { moveIn } from "../../updates/seen-move.ts";
import { secondsToUndo } from "../../updates/undo-time.ts";
import { EMPTY_REASONS, STEPS } from "../../words.ts";
import type { CardData } from "../blocks/card-data.ts";
import { whoSaidWhy } from "./who-said-why.ts";
import type { SlackDeps } from "../deps.ts";
import { urlOf } from "../listed.ts";

/** An update as Slack shows it: its card, and the text that stands in the card's thread. */
export type ShownCard = {
  data: CardData;
  /** The newest revision, as it would be posted, or the one that was; empty when there is none or it does not fit. */
  parts: RenderedPart[];
  revisions: UpdateDetail["revisions"];
  /** Who asked for the newest generation's changes. */
  feedback_by: string | null;
};

export async function loadCard(deps: SlackDeps, update: Update): Promise<ShownCard> {
  if (update.deleted_at) return { data: deletedCard(deps, update), parts: [], revisions: [], feedback_by: null };
  const detail = await loadUpdate(deps, jobActor(update.team_id), update.id);
  const { revisions } = detail;
  const [slot, found, { parts, unfit, beginning }] = await Promise.all([
    findSlotOf(deps.db, update.id),
    findingsOf(deps, detail),
    renderedOf(deps, detail),
  ]);
  const data = {
    ...basics(deps, detail.update),
    revision: shownOf(detail)?.number ?? 0,
    move: update.state === "in_review" ? "" : moveIn(detail.audit),
    degraded: detail.update.degraded?.reason ?? rulesWords(detail),
    ...factsOf(detail, slot ?? null, deps.clock()),
    ...found,
    unsaved_by: await unsavedBy(deps, detail),
    messages: parts.length,
    mentions: mentionedIn(parts).length,
    beginning,
    unfit,
    why: update.state === "posted" ? whyOf(await changesOf(deps.db, detail)) : null,
    continuation: detail.continuation ? continuationText(detail.continuation) : "",
  };
  const asked = detail.decisions.findLast(({ kind }) => kind === "request_changes");
  return { data, parts, revisions, feedback_by: asked?.person_id ?? null };
}

const whyOf = (changes: Changes | null): CardData["why"] =>
  changes && changes.given.flatMap(({ item, reason }) => (item === "" ? [reason] : []));

/** What waits for a decision, or what was decided on: what somebody writes to correct that is neither. */
const shownOf = (detail: UpdateDetail) => postedRevision(detail) ?? detail.revisions.at(-1);

const markdownOf = (detail: UpdateDetail): string => shownOf(detail)?.markdown ?? "";

/** Of the text that would be approved: what somebody types at the moment is not that. */
async function findingsOf(deps: SlackDeps, detail: UpdateDetail): Promise<Open & Pick<CardData, "offers">> {
  const { update } = detail;
  const markdown = markdownOf(detail);
  const unchecked = { findings: detail.findings, checked: detail.checked };
  const other = update.working_copy !== null && update.revision > 0;
  const { findings, checked } = other ? await askChecks(deps, update, markdown) : unchecked;
  const offers = openFindings({ findings }).filter(({ offer }) => offer).length;
  return { ...openIn({ findings, checked: checked || update.revision === 0 }), offers };
}

type Rendered = Pick<ShownCard, "parts"> & Pick<CardData, "unfit" | "beginning">;

function renderedOf(deps: SlackDeps, detail: UpdateDetail): Rendered {
  const { update } = detail;
  if (update.revision === 0) return { parts: [], unfit: "", beginning: null };
  try {
    const of = [markdownOf(detail), messageContext(deps, update, detail.people)] as const;
    return {
      parts: renderParts(...of),
      unfit: "",
      beginning: update.state === "in_review" ? renderBeginning(...of) : null,
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { parts: [], unfit: `${error.message} ${error.remedy}`, beginning: null };
  }
}

async function unsavedBy({ db }: SlackDeps, detail: UpdateDetail): Promise<string> {
  const { state, working_copy, working_copy_by } = detail.update;
  if (state !== "in_review" || working_copy === null || working_copy === markdownOf(detail)) return "";
  const person = working_copy_by ? await findPersonById(db, working_copy_by) : undefined;
  return person?.name ?? "Somebody";
}

function rulesWords({ replaced }: UpdateDetail): string {
  const told = replacedText(replaced);
  return told && `${told}: the browser shows which, and why.`;
}

function basics(deps: SlackDeps, update: Update) {
  const { id, number, revision, state, title, channel, brief, problem, degraded, empty_reason, posted_at } = update;
  return {
    id,
    number,
    revision,
    state,
    title,
    channel,
    problem,
    posted_at,
    url: urlOf(deps, update),
    time_zone: brief.time_zone,
    degraded: degraded?.reason ?? "",
    empty: EMPTY_REASONS[empty_reason ?? ""] ?? { title: "Nothing to report", text: "There was nothing to tell." },
    due_at: state === "in_review" ? update.review_due_at : null,
  };
}

function factsOf(detail: UpdateDetail, slot: Slot | null, now: Date) {
  const { generation, profile, creator, audit, run } = detail;
  const window = generation?.timeframe ?? generation?.parameters.date_range;
  const { surface } = audit.find(({ action }) => action === "update.composed") ?? {};
  const asked_in: CardData["asked_in"] = slot ? "schedule" : surface === "slack" ? "slack" : "web";
  const step = run?.progress.step ?? "";
  return {
    window: window ? windowText(window) : "",
    profile: profile?.name ?? "",
    asked_by: creator?.name ?? "Pulse",
    asked_in,
    counts: countsOf(detail),
    said: whoSaidWhy(detail),
    post_at: postAt(detail, slot, now),
    undoable: undoableAt(detail, now),
    held: heldWords(detail, slot),
    step: STEPS[step]?.label ?? "",
    permalink: permalinkOf(detail),
    last: lastOf(detail),
  };
}

function countsOf(detail: UpdateDetail): CardData["counts"] {
  const { update } = detail;
  if (update.revision === 0) return null;
  const ledger = ledgerOfText(markdownOf(detail), update.brief.sources, update.ledger);
  const { cited, grouped, omitted } = countLedger(ledger);
  const told = ledger.filter(({ disposition }) => disposition === "cited" || disposition === "grouped");
  const people = new Set(told.flatMap(({ author }) => (author.endsWith("[bot]") ? [] : [author])));
  return { cited, grouped, omitted, people: people.size };
}

function postAt({ update, deliveries }: UpdateDetail, slot: Slot | null, now: Date): Date | null {
  const at = update.state === "approved" ? (deliveries.at(-1)?.post_at ?? null) : (slot?.post_at ?? null);
  return at && at > now ? at : null;
}

const undoableAt = ({ update, deliveries }: UpdateDetail, now: Date): boolean =>
  update.state === "approved" && secondsToUndo(deliveries.at(-1)?.post_at ?? null, now) > 0;

const HELD: Record<NonNullable<Slot["held_because"]>, string> = {
  not_approved: "its time went by without an approval. It goes out as soon as it is approved.",
  reverted: "something that it tells of was reverted since.",
  unread: "its pull requests could not be read again before posting.",
  merged: "more was merged since it was written.",
};

function heldWords(detail: UpdateDetail, slot: Slot | null): string {
  const { update } = detail;
  const back = putBackBecause(detail);
  if (back) return back;
  return update.state === "in_review" && slot?.held_because ? HELD[slot.held_because] : "";
}

function permalinkOf({ deliveries }: UpdateDetail): string {
  const root = deliveries
    .flatMap(({ parts }) => parts)
    .find(({ effect, state }) => effect === "post" && state === "posted");
  return root?.permalink ?? "";
}

/** On its way out, and there, an update is somebody's decision: that says more than that it was carried out. */
const DECIDED: ReadonlySet<Update["state"]> = new Set(["posting", "posted"]);

/** The newest event; what was refused changed nothing, and why it was changed stands in its own row. */
function lastOf({ update, audit }: UpdateDetail): CardData["last"] {
  const events = audit.filter(({ action }) => !action.endsWith(".refused") && !action.startsWith("reason."));
  const decision = DECIDED.has(update.state) ? events.findLast(({ actor_id }) => actor_id !== null) : undefined;
  const event = decision ?? events.at(-1);
  if (!event) return null;
  return { who: event.actor_name ?? "Pulse", what: actionWords(event.action), surface: event.surface, at: event.at };
}

function deletedCard(deps: SlackDeps, update: Update): CardData {
  return {
    ...basics(deps, update),
    state: "deleted",
    move: "",
    window: "",
    profile: "",
    asked_by: "",
    asked_in: "web",
    counts: null,
    said: null,
    post_at: null,
    undoable: false,
    held: "",
    step: "",
    permalink: "",
    last: null,
    due_at: null,
    continuation: "",
    messages: 0,
    mentions: 0,
    beginning: null,
    unfit: "",
    why: null,
    faults: 0,
    flags: 0,
    offers: 0,
    checked: true,
    unsaved_by: "",
  };
}
