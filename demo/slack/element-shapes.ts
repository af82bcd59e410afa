import { z } from "zod";

/*
 * Texts and interactive elements, as Slack accepts them; the numbers are those of docs.slack.dev, "Block elements" and
 * "Composition objects".
 */

const wrongType = ({ input }: { input?: unknown }) =>
  input === undefined ? "missing required field" : "must be a string";

export const chars = (max: number) =>
  z
    .string({ error: wrongType })
    .min(1, "must be more than 0 characters")
    .max(max, `must be less than ${max + 1} characters`);

const charsOrNone = (max: number) => z.string({ error: wrongType }).max(max, `must be less than ${max + 1} characters`);

export const items = <T extends z.ZodType>(item: T, max: number) =>
  z.array(item).min(1, "must provide at least 1 item").max(max, `no more than ${max} items allowed`);

export const anyText = (max: number) => z.looseObject({ type: z.enum(["plain_text", "mrkdwn"]), text: chars(max) });
export const plainText = (max: number) => z.looseObject({ type: z.literal("plain_text"), text: chars(max) });

/** Whatever the list may hold, an element that no surface knows is refused. */
export const unsupported = (issue: { code?: string }) =>
  issue.code === "invalid_union" ? "unsupported type" : undefined;

const confirm = z.looseObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
});
const common = { action_id: chars(255).optional(), confirm: confirm.optional() };
const placeholder = plainText(150).optional();

const option = z.looseObject({
  text: anyText(75),
  value: chars(150).optional(),
  description: anyText(75).optional(),
});
const optionGroup = z.looseObject({ label: plainText(75), options: items(option, 100) });
const choices = { options: items(option, 100).optional(), option_groups: items(optionGroup, 100).optional() };

const button = z.looseObject({
  ...common,
  type: z.literal("button"),
  text: plainText(75),
  value: chars(2_000).optional(),
  url: chars(3_000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  accessibility_label: chars(75).optional(),
});
const overflow = z.looseObject({ ...common, type: z.literal("overflow"), options: items(option, 5) });

const select = (type: "static_select" | "multi_static_select") =>
  z
    .looseObject({ ...common, ...choices, type: z.literal(type), placeholder })
    .refine(({ options, option_groups }) => Boolean(options) !== Boolean(option_groups), {
      error: "must provide either options or option_groups",
      path: ["options"],
    });

const picked = <T extends string>(type: T) => z.looseObject({ ...common, type: z.literal(type), placeholder });
const ticked = <T extends "checkboxes" | "radio_buttons">(type: T) =>
  z.looseObject({ ...common, type: z.literal(type), options: items(option, 10) });

/** The choices that stand in `actions`, beside a section, and in an `input` alike. */
const choosing = [
  select("static_select"),
  select("multi_static_select"),
  ...(["users_select", "conversations_select", "channels_select", "external_select"] as const).map(picked),
  ...(["multi_users_select", "multi_conversations_select", "multi_channels_select"] as const).map(picked),
  picked("multi_external_select"),
  ...(["datepicker", "timepicker", "datetimepicker"] as const).map(picked),
  ticked("checkboxes"),
  ticked("radio_buttons"),
] as const;

export const element = z.discriminatedUnion(
  "type",
  [button, overflow, ...choosing, picked("workflow_button"), picked("icon_button"), picked("feedback_buttons")],
  { error: unsupported },
);

/** Source: docs.slack.dev, "Plain-text input": at most 3,000 characters, the first value among them. */
const MAX_INPUT_CHARS = 3_000;

const lengths = {
  min_length: z
    .int()
    .min(0)
    .max(MAX_INPUT_CHARS, `must be less than ${MAX_INPUT_CHARS + 1}`)
    .optional(),
  max_length: z
    .int()
    .min(1)
    .max(MAX_INPUT_CHARS, `must be less than ${MAX_INPUT_CHARS + 1}`)
    .optional(),
};
const writing = <T extends string>(type: T) =>
  z.looseObject({
    ...common,
    ...lengths,
    type: z.literal(type),
    placeholder,
    initial_value: charsOrNone(MAX_INPUT_CHARS).optional(),
  });

/** What an `input` block may hold. Source: docs.slack.dev, "Input block". */
export const inputElement = z.discriminatedUnion(
  "type",
  [
    writing("plain_text_input"),
    ...(["email_text_input", "url_text_input", "number_input"] as const).map(writing),
    ...choosing,
    z.looseObject({ ...common, type: z.literal("rich_text_input") }),
    z.looseObject({ ...common, type: z.literal("file_input") }),
  ],
  { error: unsupported },
);
