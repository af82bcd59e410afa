import { z } from "zod";
import { dispatch } from "../dispatch/dispatch.ts";
import type { Demo } from "../demo.ts";
import { elementsOf, initialOf, keyOf, stateOf } from "../elements.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import { checkView } from "../view-shapes.ts";
import { shownView, type Typed, type View } from "../views.ts";
import { fine, refusedWith, type Outcome } from "./outcome.ts";
import { interactionBase, type Actor } from "./payloads.ts";

const TROUBLE = "We had some trouble connecting. Try again?";

const answerSchema = z.discriminatedUnion("response_action", [
  z.looseObject({ response_action: z.literal("errors"), errors: z.record(z.string(), z.string()) }),
  z.looseObject({ response_action: z.enum(["update", "push"]), view: z.unknown() }),
  z.looseObject({ response_action: z.literal("clear") }),
]);

/** Presses a modal's submit button. What is missing stops it before the app hears of it, as Slack's client does. */
export async function submitView(demo: Demo, actor: Actor, view: View, typed: Typed): Promise<Outcome> {
  view.typed = { ...view.typed, ...typed };
  view.errors = missing(view);
  if (Object.keys(view.errors).length > 0) return { ok: false, seen: "Some fields need you.", errors: view.errors };

  const payload = {
    type: "view_submission",
    ...interactionBase(actor),
    trigger_id: demo.triggers.issue(actor.id),
    view: shownView(view, stateOf(view.blocks, view.typed)),
    response_urls: [],
  };
  const what = `view_submission ${view.callback_id}`;
  const ack = await dispatch(demo, { kind: "interactive", what, by: actor.id, payload });
  return ack.ok ? obey(demo, view, ack.answer) : refusedWith(TROUBLE);
}

/** Cancels a modal; the app hears of it when the view asked for that. */
export async function closeView(demo: Demo, actor: Actor, view: View): Promise<Outcome> {
  const is_cleared = view.clear_on_close === true;
  if (is_cleared) demo.views.clear(view.person);
  else demo.views.close(view);
  if (!view.notify_on_close) return fine;
  const state = stateOf(view.blocks, view.typed);
  const payload = { type: "view_closed", ...interactionBase(actor), view: shownView(view, state), is_cleared };
  await dispatch(demo, { kind: "interactive", what: `view_closed ${view.callback_id}`, by: actor.id, payload });
  return fine;
}

/** What the app's ack tells the modal to do. Source: docs.slack.dev, "Modals", "Handling submissions". */
function obey(demo: Demo, view: View, answer: unknown): Outcome {
  if (answer === undefined || answer === null || isEmpty(answer)) {
    demo.views.close(view);
    return fine;
  }
  const read = answerSchema.safeParse(answer);
  if (!read.success) return refusedWith(TROUBLE);
  try {
    return carryOut(demo, view, read.data);
  } catch (error) {
    if (error instanceof SlackRefusal) return { ...refusedWith(TROUBLE), refusal: error.error, ...error.more };
    throw error;
  }
}

function carryOut(demo: Demo, view: View, answer: z.infer<typeof answerSchema>): Outcome {
  switch (answer.response_action) {
    case "errors":
      return showErrors(view, answer.errors);
    case "update":
      demo.views.change(view, checkView(answer.view, "modal"));
      return fine;
    case "push":
      demo.views.push(view.person, checkView(answer.view, "modal"));
      return fine;
    case "clear":
      demo.views.clear(view.person);
      return fine;
    default:
      throw answer satisfies never;
  }
}

/** An error for something that is no input of this view is a mistake of the app, and Slack says so. */
function showErrors(view: View, errors: Record<string, string>): Outcome {
  const inputs = view.blocks.filter((block) => block.type === "input").map((block) => block.block_id);
  const named = Object.keys(errors);
  if (named.length === 0 || named.some((block_id) => !inputs.includes(block_id))) return refusedWith(TROUBLE);
  view.errors = errors;
  return { ok: false, seen: "Some fields need you.", errors };
}

/** Words are Slack's. Lengths count characters as the inputs do. */
function missing(view: View): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const placed of elementsOf(view.blocks)) {
    const { block, block_id, element } = placed;
    if (block.type !== "input") continue;
    const given = (view.typed[keyOf(placed)] ?? initialOf(element)).filter((value) => value !== "");
    const fault = faultOf(element, given, block.optional === true);
    if (fault) faults[block_id] = fault;
  }
  return faults;
}

function faultOf(element: Record<string, unknown>, given: readonly string[], optional: boolean): string | undefined {
  if (given.length === 0) return optional ? undefined : "Please complete this required field.";
  const length = given.join("").length;
  const max = typeof element.max_length === "number" ? element.max_length : undefined;
  const min = typeof element.min_length === "number" ? element.min_length : undefined;
  if (element.type === "plain_text_input" && length > (max ?? 3_000)) return `At most ${max ?? 3_000} characters.`;
  if (element.type === "plain_text_input" && min !== undefined && length < min) return `At least ${min} characters.`;
  return undefined;
}

function isEmpty(answer: unknown): boolean {
  return answer === "" || (typeof answer === "object" && answer !== null && Object.keys(answer).length === 0);
}
