import type { types } from "@slack/bolt";
import { plainTextElement } from "./block.ts";
import { SLACK } from "./limits.ts";
import type { SlackBlock } from "./shapes.ts";

/*
 * Inputs of a form, within Slack's limits.
 */

export type Option = { value: string; label: string };

type More = {
  hint?: string;
  optional?: boolean;
  /** Choosing draws the form anew: the action's name. */ redraws?: string;
};

function input(block_id: string, label: string, element: types.InputBlock["element"], more: More): SlackBlock {
  const { hint, optional = false, redraws } = more;
  return {
    type: "input",
    block_id,
    label: plainTextElement(label, SLACK.label),
    element,
    optional,
    ...(hint && { hint: plainTextElement(hint, SLACK.hint) }),
    ...(redraws && { dispatch_action: true }),
  };
}

const optionOf = ({ value, label }: Option): types.PlainTextOption => ({
  text: plainTextElement(label, SLACK.option),
  value,
});

/** One of these; what is chosen is always among them. */
export function choiceInput(
  block_id: string,
  label: string,
  options: readonly Option[],
  { chosen, ...more }: More & { chosen: string },
): SlackBlock {
  const shown = options.slice(0, SLACK.options);
  const initial = shown.find(({ value }) => value === chosen);
  const element: types.StaticSelect = {
    type: "static_select",
    action_id: more.redraws ?? "choice",
    options: shown.map(optionOf),
    ...(initial && { initial_option: optionOf(initial) }),
  };
  return input(block_id, label, element, more);
}

/** The same, all in sight: for a few. */
export function radioInput(
  block_id: string,
  label: string,
  options: readonly Option[],
  { chosen, ...more }: More & { chosen: string },
): SlackBlock {
  const initial = options.find(({ value }) => value === chosen);
  const element: types.RadioButtons = {
    type: "radio_buttons",
    action_id: more.redraws ?? "choice",
    options: options.map(optionOf),
    ...(initial && { initial_option: optionOf(initial) }),
  };
  return input(block_id, label, element, more);
}

export function choicesInput(
  block_id: string,
  label: string,
  options: readonly Option[],
  { chosen, most, ...more }: More & { chosen: readonly string[]; most: number },
): SlackBlock {
  const shown = options.slice(0, SLACK.options);
  const initial = shown.filter(({ value }) => chosen.includes(value)).slice(0, most);
  const element: types.MultiStaticSelect = {
    type: "multi_static_select",
    action_id: more.redraws ?? "choices",
    options: shown.map(optionOf),
    max_selected_items: most,
    ...(initial.length > 0 && { initial_options: initial.map(optionOf) }),
  };
  return input(block_id, label, element, more);
}

export function textInput(
  block_id: string,
  label: string,
  {
    value,
    max,
    multiline = false,
    placeholder,
    ...more
  }: More & { value: string; max: number; multiline?: boolean; placeholder?: string },
): SlackBlock {
  const element: types.PlainTextInput = {
    type: "plain_text_input",
    action_id: "text",
    multiline,
    max_length: max,
    ...(value && { initial_value: value.slice(0, max) }),
    ...(placeholder && { placeholder: plainTextElement(placeholder, SLACK.hint) }),
  };
  return input(block_id, label, element, more);
}

export function dateInput(block_id: string, label: string, { value, ...more }: More & { value: string }): SlackBlock {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(value);
  return input(
    block_id,
    label,
    { type: "datepicker", action_id: "date", ...(isDate && { initial_date: value }) },
    more,
  );
}

export function timeInput(block_id: string, label: string, { value, ...more }: More & { value: string }): SlackBlock {
  const isTime = /^\d{2}:\d{2}$/.test(value);
  return input(
    block_id,
    label,
    { type: "timepicker", action_id: "time", ...(isTime && { initial_time: value }) },
    more,
  );
}

/** Any conversation that the person sees, where there are more than a menu holds. */
export function conversationInput(
  block_id: string,
  label: string,
  { value, ...more }: More & { value: string },
): SlackBlock {
  const element: types.ConversationsSelect = {
    type: "conversations_select",
    action_id: "conversation",
    ...(/^[CG][A-Z0-9]+$/.test(value) && { initial_conversation: value }),
    filter: { include: ["public", "private"], exclude_bot_users: true },
  };
  return input(block_id, label, element, more);
}
