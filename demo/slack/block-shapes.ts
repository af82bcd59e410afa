import { z } from "zod";
import type { Block } from "./store.ts";

/*
 * What Slack accepts in a message, block by block; the numbers are those of docs.slack.dev, "Block Kit" reference. Fields
 * that nobody has tripped over are let through: this refuses what Slack would refuse, it does not describe all of Slack.
 */

const wrongType = ({ input }: { input?: unknown }) =>
  input === undefined ? "missing required field" : "must be a string";
const chars = (max: number) =>
  z
    .string({ error: wrongType })
    .min(1, "must be more than 0 characters")
    .max(max, `must be less than ${max + 1} characters`);
const items = <T extends z.ZodType>(item: T, max: number) =>
  z.array(item).min(1, "must provide at least 1 item").max(max, `no more than ${max} items allowed`);

const anyText = (max: number) => z.looseObject({ type: z.enum(["plain_text", "mrkdwn"]), text: chars(max) });
const plainText = (max: number) => z.looseObject({ type: z.literal("plain_text"), text: chars(max) });

const confirm = z.looseObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
});
const button = z.looseObject({
  type: z.literal("button"),
  text: plainText(75),
  action_id: chars(255).optional(),
  value: chars(2_000).optional(),
  url: chars(3_000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  accessibility_label: chars(75).optional(),
  confirm: confirm.optional(),
});
const otherElement = z.looseObject({
  type: z.string().refine((type) => type !== "button"),
  action_id: chars(255).optional(),
  options: items(z.looseObject({ text: anyText(75), value: chars(150).optional() }), 100).optional(),
  confirm: confirm.optional(),
});
const element = z.union([button, otherElement]);
const imageParts = { alt_text: chars(2_000), image_url: chars(3_000).optional() };
const image = z.looseObject({ type: z.literal("image"), ...imageParts });

const block_id = chars(255).optional();

const section = z
  .looseObject({
    type: z.literal("section"),
    block_id,
    text: anyText(3_000).optional(),
    fields: items(anyText(2_000), 10).optional(),
    accessory: z.union([image, element]).optional(),
  })
  .refine(({ text, fields }) => text || fields, { error: "missing required field: text", path: ["text"] });

const cell = z.looseObject({ type: z.string() });
const table = z
  .looseObject({ type: z.literal("table"), block_id, rows: items(items(cell, 20), 100) })
  .refine(({ rows }) => textChars(rows) <= 10_000, { error: "must be less than 10001 characters", path: ["rows"] });

/** `alert` is missing on purpose: Slack takes it in modals only. */
const messageBlock = z.discriminatedUnion(
  "type",
  [
    section,
    z.looseObject({ type: z.literal("markdown"), block_id, text: chars(12_000) }),
    z.looseObject({ type: z.literal("header"), block_id, text: plainText(150) }),
    z.looseObject({ type: z.literal("context"), block_id, elements: items(z.union([anyText(3_000), image]), 10) }),
    z.looseObject({ type: z.literal("actions"), block_id, elements: items(element, 25) }),
    z.looseObject({ type: z.literal("context_actions"), block_id, elements: items(cell, 5) }),
    z.looseObject({ type: z.literal("divider"), block_id }),
    z.looseObject({ type: z.literal("image"), block_id, ...imageParts, title: plainText(2_000).optional() }),
    z.looseObject({ type: z.literal("rich_text"), block_id, elements: z.array(cell) }),
    z.looseObject({ type: z.literal("input"), block_id, label: plainText(2_000), element: cell }),
    z.looseObject({ type: z.literal("container"), block_id, child_blocks: items(cell, 10).optional() }),
    z.looseObject({ type: z.literal("carousel"), block_id, elements: items(cell, 10) }),
    table,
    ...(["video", "file", "data_table", "card", "plan", "task_card"] as const).map((type) =>
      z.looseObject({ type: z.literal(type), block_id }),
    ),
  ],
  { error: (issue) => (issue.code === "invalid_union" ? "unsupported type" : undefined) },
);

const messageBlocks = z.array(messageBlock).superRefine((blocks, { addIssue }) => {
  const seen = new Set<string>();
  for (const [index, { block_id }] of blocks.entries()) {
    if (block_id && seen.has(block_id)) {
      addIssue({ code: "custom", message: "block_id must be unique", path: [index, "block_id"] });
    }
    if (block_id) seen.add(block_id);
  }
  const tables = blocks.filter((block) => block.type === "table" || block.type === "data_table");
  if (tables.length > 1) addIssue({ code: "custom", message: "only one table allowed", path: [] });
});

/** What is wrong with these blocks, in Slack's words and with its JSON pointers; empty when nothing is. */
export function checkBlocks(blocks: readonly Block[]): string[] {
  const read = messageBlocks.safeParse(blocks);
  const issues = read.success ? [] : read.error.issues.flatMap(leaves);
  return issues.map(({ message, path }) => `${message} [json-pointer:/${["blocks", ...path].join("/")}]`);
}

/** Characters of every string under a `text` key, at any depth. */
export function textChars(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === "text" && typeof inner === "string" ? inner.length : textChars(inner)),
    0,
  );
}

type Issue = z.core.$ZodIssue;

/** Of a choice that failed, the faults of the kind that was meant: the one whose `type` fits. */
function leaves(issue: Issue): Pick<Issue, "message" | "path">[] {
  const choices = issue.code === "invalid_union" ? issue.errors : [];
  const meant = choices.find((faults) => !faults.some((fault) => fault.path.at(-1) === "type"));
  if (meant) return meant.flatMap((fault) => leaves({ ...fault, path: [...issue.path, ...fault.path] }));
  return [{ path: issue.path, message: issue.code === "invalid_type" ? "missing required field" : issue.message }];
}
