import { keepSlackForm } from "../../db/app/slack-forms.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { late } from "../soon.ts";
import { asProblem, whisperTo } from "./answer.ts";
import { buttonRow, button, section } from "./blocks/block.ts";
import { doneForm, keptForm, type SentForm } from "./blocks/kept-form.ts";
import type { Message, ModalView } from "./blocks/shapes.ts";
import { escaped } from "./blocks/text.ts";
import type { SlackDeps } from "./deps.ts";
import { errorCode } from "../slack-api/error-code.ts";
import { patienceOf } from "./patience.ts";
import { fromInteraction, openView, submitBody } from "./read-body.ts";
import { LISTENERS } from "./rights.ts";
import { FIRST, see, type Ack, type AnyAck } from "./see.ts";
import type { ViewAnswer, ViewListeners } from "./seen.ts";

/** Slack has shown what an ack said before what comes after it arrives. */
const SHOWN_MS = 400;

/**
 * A form is sent. What was typed into it is never lost: what does not work stands in the form; where Slack cannot wait for the answer
 * the form stays, too, and says what came of it when that is known; and who closed it meanwhile gets it again.
 */
export async function onView(
  deps: SlackDeps,
  views: ViewListeners,
  raw: unknown,
  ack: Ack,
  turn = FIRST,
): Promise<void> {
  const body = submitBody.parse(raw);
  const { user, trigger_id, view } = body;
  const { callback_id: name, form } = view;
  const who = { from: fromInteraction(body), response_url: null, trigger_id };
  const answered = submitted(deps, `view ${name}`, view.first_input, async () => {
    if (!(await turn)) return { done: "It was done when it came for the first time." };
    if (!isView(name)) throw new Problem("invalid", "This form is from another time.", "Close it and begin anew.");
    const seen = await see(deps, who, LISTENERS.view[name]);
    return views[name](deps, { ...seen, view: { ...openView(view), form } });
  });
  const answer = await Promise.race([answered, late(patienceOf(deps))]);
  // Safe: an object is what Slack takes here.
  await (ack as AnyAck)(answer ? asAck(answer, form) : updateTo(keptForm(form, { note: WAITING })));
  if (answer) return;
  const [afterwards] = await Promise.all([answered, late(SHOWN_MS)]);
  await showAfterwards(deps, { slack_user_id: user.id, view_id: view.id, form }, afterwards);
}

const WAITING =
  "*This takes longer than usual.* What you typed stays here, and the form says when it is done. " +
  "Press the button again only if a minute goes by without a word.";

const isView = (name: string): name is keyof ViewListeners => Object.hasOwn(LISTENERS.view, name);
const updateTo = (view: ModalView): object => ({ response_action: "update", view });

function asAck(answer: ViewAnswer, form: SentForm): object | undefined {
  if ("done" in answer) return undefined;
  if ("update" in answer) return updateTo(answer.update);
  const { "": nowhere, ...errors } = answer.errors;
  // An error without a field to stand at is one that Slack does not show.
  return nowhere ? updateTo(keptForm(form, { note: said(answer) })) : { response_action: "errors", errors };
}

/** What does not work stands in the form, and what was typed stays there. */
async function submitted(
  deps: SlackDeps,
  listener: string,
  firstInput: string | null,
  work: () => Promise<ViewAnswer>,
): Promise<ViewAnswer> {
  try {
    return await work();
  } catch (error) {
    const { message, remedy } = asProblem(deps, error, listener);
    return { errors: { [firstInput ?? ""]: `${message} ${remedy}` } };
  }
}

type Place = { slack_user_id: string; view_id: string; form: SentForm };

async function showAfterwards(deps: SlackDeps, place: Place, answer: ViewAnswer): Promise<void> {
  const view = viewAfterwards(answer, place.form);
  try {
    await deps.calls.redraw(place.view_id, null, view);
  } catch (error) {
    // Whoever closed the form and was not needed any more has seen the card change.
    if ("done" in answer) return;
    deps.log.info({ error: errorCode(error) || "failed" }, "a form in Slack was closed before its answer came");
    await whisperTo(deps, { ...place, response_url: null })(await handedBack(deps, place, view, said(answer)));
  }
}

function viewAfterwards(answer: ViewAnswer, form: SentForm): ModalView {
  if ("update" in answer) return answer.update;
  if (!("done" in answer)) return keptForm(form, { note: said(answer) });
  const { done, metadata } = answer;
  return metadata ? keptForm(form, { note: `*${escaped(done)}*`, metadata }) : doneForm(form, done);
}

function said(answer: ViewAnswer): string {
  const why = "errors" in answer ? Object.values(answer.errors).join("\n") : "There is something to look at first.";
  return `*${escaped(why)}*`;
}

/** The form, for whoever closed it: behind a button, or where even that cannot be kept, its words. */
async function handedBack(deps: SlackDeps, place: Place, view: ModalView, why: string): Promise<Message> {
  const { slack_user_id, form } = place;
  const head = `${form.title?.text ?? "Your form"}: it was not done`;
  const text = `*${escaped(head)}*\n${why}`;
  try {
    const id = newId();
    await keepSlackForm(deps.db, { id, slack_user_id, view, kept_at: deps.clock() });
    const open = button("Open the form again", "form_again", { value: id, style: "primary" });
    return { text: escaped(head), blocks: [section(`${text}\nWhat you typed is kept.`), ...buttonRow(open)] };
  } catch (error) {
    deps.log.error({ error }, "a form of Slack’s could not be kept");
    return { text: escaped(head), blocks: [section(text), ...wordsIn(form).map((one) => section(escaped(one)))] };
  }
}

const wordsIn = ({ typed }: SentForm): string[] =>
  Object.values(typed).flatMap((inputs) =>
    Object.values(inputs).flatMap((said) => ("value" in said && typeof said.value === "string" ? said.value : [])),
  );
