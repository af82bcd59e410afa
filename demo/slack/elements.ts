import type { Block } from "./store.ts";
import type { Typed } from "./views.ts";

export type Element = { type: string; action_id: string; [field: string]: unknown };
export type Placed = { block: Block; block_id: string; element: Element };

/** Everything one can click, choose or type in, with the block it stands in; in the order of the page. */
export function elementsOf(blocks: readonly Block[]): Placed[] {
  return blocks.flatMap((block) => {
    const inside = Array.isArray(block.elements) && block.type === "actions" ? block.elements : [];
    return [...inside, block.accessory, block.element]
      .filter((element): element is Element => Boolean((element as Element | undefined)?.action_id))
      .map((element) => ({ block, block_id: String(block.block_id), element }));
  });
}

export const keyOf = ({ block_id, element }: Placed) => `${block_id}/${element.action_id}`;

/** What the element holds before anyone touches it. */
export function initialOf(element: Element): string[] {
  const { initial_value, initial_option, initial_options } = element;
  const singles = [initial_value, element.initial_date, element.initial_time, element.initial_date_time];
  const chosen = [element.initial_user, element.initial_conversation, element.initial_channel];
  const lists = [element.initial_users, element.initial_conversations, element.initial_channels];
  const options = [initial_option, ...(Array.isArray(initial_options) ? initial_options : [])];
  return [
    ...[...singles, ...chosen].filter((value) => value !== undefined && value !== null).map(String),
    ...lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : [])),
    ...options.flatMap((option) => (option ? [String((option as Option).value)] : [])),
  ];
}

export type Option = { text: { text: string }; value?: string; url?: string; description?: { text: string } };

export function optionsOf({ options, option_groups }: Element): Option[] {
  // Safe: element-shapes.ts has judged both before they were kept.
  const groups = (option_groups ?? []) as { options: Option[] }[];
  return [...((options ?? []) as Option[]), ...groups.flatMap((group) => group.options)];
}

/** `view.state.values`, as Slack sends it. Source: docs.slack.dev, "View submission payload", and each element's own page. */
export function stateOf(blocks: readonly Block[], typed: Typed): Record<string, Record<string, unknown>> {
  const values: Record<string, Record<string, unknown>> = {};
  for (const placed of elementsOf(blocks)) {
    const { element, block_id } = placed;
    const said = chosenOf(element, typed[keyOf(placed)] ?? initialOf(element));
    if (said) (values[block_id] ??= {})[element.action_id] = { type: element.type, ...said };
  }
  return values;
}

/** The fields that carry the choice, in `state` and in an action; undefined for what keeps no state. */
export function chosenOf(element: Element, given: readonly string[]): Record<string, unknown> | undefined {
  const [first] = given.filter((value) => value !== "");
  const options = optionsOf(element).filter(({ value }) => value !== undefined && given.includes(value));
  switch (element.type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return { value: first ?? null };
    case "static_select":
    case "radio_buttons":
      return { selected_option: options[0] ?? null };
    case "multi_static_select":
    case "checkboxes":
      return { selected_options: options };
    case "datepicker":
      return { selected_date: first ?? null };
    case "timepicker":
      return { selected_time: first ?? null };
    case "datetimepicker":
      return { selected_date_time: first === undefined ? null : Number(first) };
    default:
      return pickedOf(element.type, given, first);
  }
}

function pickedOf(type: string, given: readonly string[], first: string | undefined) {
  const [, multi, what] = /^(multi_)?(user|conversation|channel)s_select$/.exec(type) ?? [];
  if (!what) return undefined;
  return multi ? { [`selected_${what}s`]: given } : { [`selected_${what}`]: first ?? null };
}
