import { dispatch } from "../dispatch/dispatch.ts";
import type { Demo } from "../demo.ts";
import { chosenOf, elementsOf, keyOf, optionsOf, stateOf, type Placed } from "../elements.ts";
import type { Block, Message } from "../store.ts";
import { shownView, type Typed, type View } from "../views.ts";
import type { Channel } from "../world.ts";
import { fine, refusedWith, type Outcome } from "./outcome.ts";
import { actionTs, interactionBase, messageActionBase, type Actor } from "./payloads.ts";

/** Which element, by its action's id, and its block's when the same action stands there twice. */
type Which = { action_id: string; block_id?: string };

/** Clicks a button, or chooses in a menu, of a message that this person sees. */
export async function clickInMessage(
  demo: Demo,
  actor: Actor,
  channel: Channel,
  message: Message,
  which: Which,
  typed: Typed = {},
): Promise<Outcome> {
  if (message.ephemeral_to && message.ephemeral_to !== actor.id) return refusedWith("This message is not there.");
  const placed = find(message.blocks ?? [], which);
  if (!placed) return refusedWith("There is no such button on this message.");
  const base = messageActionBase(demo, actor, channel, message);
  const state = { values: stateOf(message.blocks ?? [], typed) };
  return send(demo, actor, { ...base, state }, placed, typed);
}

/** The same in a modal or on the Home tab; what was typed goes along and stays. */
export async function clickInView(
  demo: Demo,
  actor: Actor,
  view: View,
  which: Which,
  typed: Typed = {},
): Promise<Outcome> {
  const placed = find(view.blocks, which);
  if (!placed) return refusedWith("There is no such button on this view.");
  view.typed = { ...view.typed, ...typed };
  const values = stateOf(view.blocks, view.typed);
  const payload = {
    ...interactionBase(actor),
    container: { type: "view", view_id: view.id },
    trigger_id: demo.triggers.issue(actor.id),
    view: shownView(view, values),
    state: { values },
  };
  return send(demo, actor, payload, placed, typed);
}

function find(blocks: readonly Block[], { action_id, block_id }: Which): Placed | undefined {
  return elementsOf(blocks).find(
    (placed) => placed.element.action_id === action_id && (!block_id || placed.block_id === block_id),
  );
}

async function send(demo: Demo, actor: Actor, base: Record<string, unknown>, placed: Placed, typed: Typed) {
  const payload = { type: "block_actions", ...base, actions: [actionOf(demo, placed, typed)] };
  const what = `block_actions ${placed.element.action_id}`;
  const ack = await dispatch(demo, { kind: "interactive", what, by: actor.id, payload });
  return ack.ok ? fine : refusedWith(`Slack shows a warning sign: the app did not answer (${ack.reason}).`);
}

function actionOf(demo: Demo, placed: Placed, typed: Typed): Record<string, unknown> {
  const { element, block_id } = placed;
  const { type, action_id, text, value, style } = element;
  const common = { type, block_id, action_id, action_ts: actionTs(demo) };
  if (type === "button") return { ...common, text, ...(value !== undefined && { value }), ...(style ? { style } : {}) };

  const given = typed[keyOf(placed)] ?? [];
  if (type === "overflow") return { ...common, selected_option: overflowOption(placed, given) };
  return { ...common, ...chosenOf(element, given) };
}

function overflowOption({ element }: Placed, given: readonly string[]) {
  const options = optionsOf(element);
  return options.find(({ value }) => value !== undefined && given.includes(value)) ?? options[0];
}
