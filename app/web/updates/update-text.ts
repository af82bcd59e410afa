import { findPersonById } from "../../../db/app/people.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { ledgerOfText } from "../../../webhooks/contract/report-text.ts";
import { postToMe } from "../../delivery/post-to-me.ts";
import { acknowledge } from "../../updates/acknowledge.ts";
import { approve } from "../../updates/approve.ts";
import { getUpdate } from "../../updates/change-state.ts";
import { correct } from "../../updates/correct.ts";
import { loadUpdate } from "../../updates/load.ts";
import { messageContext, readMessageContext } from "../../updates/message-context.ts";
import { lookAgain } from "../../updates/look-again.ts";
import { asksFirst, openFindings, openIn } from "../../updates/question-words.ts";
import { requestApproval } from "../../updates/request-approval.ts";
import { EDITABLE } from "../../updates/revise.ts";
import type { Edited } from "../../updates/require-newest.ts";
import { save } from "../../updates/save.ts";
import { saveWorkingCopy } from "../../updates/save-working-copy.ts";
import { takeOffer } from "../../updates/take-offer.ts";
import { undoEnds } from "../../updates/undo-ends.ts";
import { StaleText } from "../../updates/text.ts";
import { field, idOf, isPartial, seeOther, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash, type FlashCode } from "../page/flash.ts";
import { part, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { answerIn, NOTHING_ASKED, type QuestionAnswer, type QuestionPages } from "./question.ts";
import { seenIn } from "./offer-view.ts";
import { replacedView } from "./replaced-view.ts";
import { askWhich, takeChosen, type ConflictPages } from "./conflict.ts";
import { diffView, findingsView, ledgerView, meterView, previewView } from "./text-view.ts";
import type { TypingView } from "./typing.ts";
import { rightsTo } from "./update-rights.ts";
import { copyTime } from "./draft-view.ts";
import { drawUpdate, type UpdatePages } from "./updates.ts";

export type TextPages = UpdatePages &
  ConflictPages &
  QuestionPages & {
    "updates/draft/typing": TypingView;
  };

/** What the editor's form sends: while somebody types, and when they press one of its buttons. */
export function textRoutes(deps: WebDeps<TextPages>) {
  return {
    "POST /updates/:id/preview": async (c) => {
      const { markdown } = editedIn(await fieldsOf(c));
      const update = await getUpdate(deps.db, c.var.actor, idOf(c));
      const preview = previewView(update, await readMessageContext(deps, update), markdown, deps.clock());
      return typing(c, deps, { preview, meter: meterView(markdown, preview) });
    },
    "POST /updates/:id/working-copy": (c) => keep(c, deps),
    "POST /updates/:id/acknowledgements": async (c) => {
      const fields = await fieldsOf(c);
      return withText(c, deps, fields, async (edited) => {
        await keepTyped(c, deps, fields, edited);
        await acknowledge(deps, c.var.actor, idOf(c), { finding_key: field(fields, "finding_key") });
        return isPartial(c) ? keptAnswer(c, deps, fields) : back(c, fields);
      });
    },
    "POST /updates/:id/offers": (c) => takeOffered(c, deps),
    "POST /updates/:id/looks": async (c) => {
      const fields = await fieldsOf(c);
      return withText(c, deps, fields, async (edited) => {
        await keepTyped(c, deps, fields, edited);
        const { reverted, merged } = await lookAgain(deps, c.var.actor, idOf(c));
        setFlash(c, reverted.length + merged.length === 0 ? "nothing_since" : "changed_since");
        return back(c, fields);
      });
    },
    "POST /updates/:id/revisions": async (c) => {
      const fields = await fieldsOf(c);
      if (field(fields, "text") === "merge") return takeChosen(c, deps, fields);
      return withText(c, deps, fields, async (edited) => {
        if (field(fields, "text") === "compare") return askWhich(c, deps, edited.markdown, fields);
        const agent = field(fields, "text") === "agent";
        const { agent_text, update: before } = await loadUpdate(deps, c.var.actor, idOf(c));
        const update = await save(deps, c.var.actor, idOf(c), agent ? { ...edited, markdown: agent_text } : edited);
        setFlash(c, update.revision === before.revision ? "unchanged" : "saved");
        return back(c, fields);
      });
    },
    "POST /updates/:id/approval-request": (c) => decide(c, deps, requestApproval, "approval_requested"),
    "POST /updates/:id/approval": (c) => decide(c, deps, approve, "approved", "approve"),
    "POST /updates/:id/correction": (c) => decide(c, deps, correct, "correction", "correct"),
    "POST /updates/:id/self-post": async (c) => {
      const fields = await fieldsOf(c);
      return withText(c, deps, fields, async (edited) => {
        const { update, text } = await loadUpdate(deps, c.var.actor, idOf(c));
        const editing = fields["markdown"] !== undefined && !isReading(fields);
        if (editing && EDITABLE.includes(update.state)) await saveWorkingCopy(deps, c.var.actor, idOf(c), edited);
        await postToMe(deps, c.var.actor, idOf(c), { markdown: editing ? edited.markdown : text });
        setFlash(c, "self_posted");
        return back(c, fields);
      });
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

async function takeOffered(c: Web, deps: WebDeps<TextPages>): Promise<Response> {
  const fields = await fieldsOf(c);
  return withText(c, deps, fields, async (edited) => {
    await keepTyped(c, deps, fields, edited);
    const finding_key = field(fields, "finding_key");
    const seen = isReading(fields) ? seenIn(fields) : null;
    const { sentence } = await takeOffer(deps, c.var.actor, idOf(c), { finding_key, seen });
    setFlash(c, "taken_over");
    return isReading(fields) && sentence ? seeOther(c, `/updates/${idOf(c)}#s-${sentence}`) : back(c, fields);
  });
}

type Decide = (
  deps: WebDeps,
  actor: Web["var"]["actor"],
  id: string,
  input: Edited & QuestionAnswer & { channel_id: string | null; asked: readonly string[] | undefined; undo: boolean },
) => Promise<unknown>;

/** @param posts It changes what a channel reads, so a person may have to be asked first. */
async function decide(
  c: Web,
  deps: WebDeps<TextPages>,
  operation: Decide,
  flash: FlashCode,
  posts?: "approve" | "correct",
): Promise<Response> {
  const fields = await fieldsOf(c);
  return withText(c, deps, fields, async (edited) => {
    const answer = posts ? await answerIn(c, deps, fields, edited, posts) : NOTHING_ASKED;
    if (answer instanceof Response) return answer;
    const channel_id = field(fields, "channel_id") || null;
    const asked = field(fields, "chooses") ? (fields["whom"] ?? []) : undefined;
    await operation(deps, c.var.actor, idOf(c), { ...edited, ...answer, channel_id, asked, undo: true });
    // Where it can be undone the page says so itself, and nothing may stand before that button.
    if ((await undoEnds(deps, idOf(c))) === null) setFlash(c, flash);
    return seeOther(c, `/updates/${idOf(c)}`);
  });
}

/** Whatever goes wrong, what was typed comes back: in the editor, or beside the newer text of someone else. */
async function withText(
  c: Web,
  deps: WebDeps<TextPages>,
  fields: Fields,
  work: (edited: Edited) => Promise<Response>,
): Promise<Response> {
  const edited = editedIn(fields);
  try {
    return await work(edited);
  } catch (error) {
    if (error instanceof StaleText) return stale(c, deps, error, fields);
    if (isPartial(c)) throw error;
    if (!(error instanceof Problem) || error.code === "not_found" || error.code === "gone") throw error;
    const { message, remedy, details } = error;
    const typed = fields["markdown"] ? edited.markdown : undefined;
    const problem = { message, remedy, details: details.filter((detail) => !message.includes(detail.message)) };
    const editing = !isReading(fields);
    return drawUpdate(c, deps, { typed, problem, editing, correcting: isCorrecting(fields) }, error.status);
  }
}

async function stale(
  c: Web,
  deps: WebDeps<TextPages>,
  { newest, yours }: StaleText,
  fields: Fields,
): Promise<Response> {
  if (!isPartial(c)) return askWhich(c, deps, yours, fields);
  c.status(409);
  return typing(c, deps, { stale: { by: await nameOf(deps, newest.written_by) } });
}

async function nameOf({ db }: WebDeps, person: string | null): Promise<string> {
  return (person && (await findPersonById(db, person))?.name) || "Pulse";
}

/** Keeps what is typed, and says what the checks and the ledger make of it. */
async function keep(c: Web, deps: WebDeps<TextPages>): Promise<Response> {
  const fields = await fieldsOf(c);
  return withText(c, deps, fields, async (edited) => {
    try {
      await saveWorkingCopy(deps, c.var.actor, idOf(c), edited);
    } catch (error) {
      // Beside the text, where it would say that it is kept: a toast would be gone before the text is mended.
      if (!isPartial(c) || !(error instanceof Problem) || error instanceof StaleText) throw error;
      c.status(error.status as 422);
      return typing(c, deps, { refused: { message: error.message, remedy: error.remedy } });
    }
    return keptAnswer(c, deps, fields);
  });
}

async function keptAnswer(c: Web, deps: WebDeps<TextPages>, fields: Fields): Promise<Response> {
  const detail = await loadUpdate(deps, c.var.actor, idOf(c));
  const { update, text, findings, checked, agent_text, replaced, generation, people } = detail;
  const { sources } = update.brief;
  const rights = await rightsTo(deps, c.var.person.id, update);
  const found = findingsView(update, text, { findings, checked }, generation);
  // The marks at its lines come with what was checked.
  const context = messageContext(deps, update, people);
  const preview = previewView(update, context, text, deps.clock(), openFindings({ findings }));
  return typing(c, deps, {
    preview,
    meter: meterView(text, preview),
    kept: {
      saved_at: update.working_copy_at ?? deps.clock(),
      findings: found,
      replaced: replacedView(replaced),
      correcting: isCorrecting(fields),
      base_copy: copyTime(update),
      may_approve: rights.may[isCorrecting(fields) ? "correct" : "approve"],
      asks: asksFirst(openIn({ findings, checked })),
      ledger: ledgerView(ledgerOfText(text, sources, update.ledger), sources.length > 1),
      diff: diffView(agent_text || text, text),
      has_agent_text: agent_text !== "" && agent_text !== text,
    },
  });
}

const NOTHING_SEEN = { preview: null, meter: null, kept: null, stale: null, refused: null };

function typing(c: Web, deps: WebDeps<TextPages>, seen: Partial<TypingView>): Response {
  return part(c, deps, "updates/draft/typing", { id: idOf(c), ...NOTHING_SEEN, ...seen });
}

function editedIn(fields: Fields): Edited {
  const revision = Number(field(fields, "base_revision"));
  const base_copy = fields["base_copy"] && { base_copy: field(fields, "base_copy") };
  return {
    markdown: fields["markdown"]?.[0] ?? "",
    base_revision: Number.isInteger(revision) ? revision : 0,
    ...base_copy,
  };
}

const isCorrecting = (fields: Fields): boolean => field(fields, "correcting") !== "";

/** Whoever reads has typed nothing. */
const isReading = (fields: Fields): boolean => field(fields, "from") === "reading";

async function keepTyped(c: Web, deps: WebDeps<TextPages>, fields: Fields, edited: Edited): Promise<void> {
  if (!isReading(fields)) await saveWorkingCopy(deps, c.var.actor, idOf(c), edited);
}

const back = (c: Web, fields: Fields): Response =>
  seeOther(c, `/updates/${idOf(c)}${isReading(fields) ? "" : isCorrecting(fields) ? "?correct" : "/text"}`);
