import { z } from "zod";
import { anyText, chars, element, inputElement, items, plainText, unsupported } from "./element-shapes.ts";
import type { Block } from "./store.ts";

/*
 * What Slack accepts, block by block and surface by surface; the numbers are those of docs.slack.dev, "Block Kit"
 * reference. Fields that nobody has tripped over are let through: this refuses what Slack would refuse, it does not
 * describe all of Slack.
 */

type Surface = "message" | "modal" | "home";

const imageParts = { alt_text: chars(2_000), image_url: chars(3_000).optional() };
const image = z.looseObject({ type: z.literal("image"), ...imageParts });

const block_id = chars(255).optional();
const cell = z.looseObject({ type: z.string() });

const section = z
  .looseObject({
    type: z.literal("section"),
    block_id,
    text: anyText(3_000).optional(),
    fields: items(anyText(2_000), 10).optional(),
    accessory: z.union([image, element]).optional(),
  })
  .refine(({ text, fields }) => text || fields, { error: "missing required field: text", path: ["text"] });

const input = z.looseObject({
  type: z.literal("input"),
  block_id,
  label: plainText(2_000),
  hint: plainText(2_000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});

const table = z
  .looseObject({ type: z.literal("table"), block_id, rows: items(items(cell, 20), 100) })
  .refine(({ rows }) => textChars(rows) <= 10_000, { error: "must be less than 10001 characters", path: ["rows"] });

const undrawn = <T extends string>(type: T) => z.looseObject({ type: z.literal(type), block_id });

const everywhere = [
  section,
  input,
  z.looseObject({ type: z.literal("header"), block_id, text: plainText(150) }),
  z.looseObject({ type: z.literal("context"), block_id, elements: items(z.union([anyText(3_000), image]), 10) }),
  z.looseObject({ type: z.literal("actions"), block_id, elements: items(element, 25) }),
  undrawn("divider"),
  z.looseObject({ type: z.literal("image"), block_id, ...imageParts, title: plainText(2_000).optional() }),
  z.looseObject({ type: z.literal("rich_text"), block_id, elements: z.array(cell) }),
  undrawn("video"),
  undrawn("card"),
] as const;

const carousel = z.looseObject({ type: z.literal("carousel"), block_id, elements: items(cell, 10) });
const onMessages = [
  ...everywhere,
  z.looseObject({ type: z.literal("markdown"), block_id, text: chars(12_000) }),
  z.looseObject({ type: z.literal("context_actions"), block_id, elements: items(cell, 5) }),
  z.looseObject({ type: z.literal("container"), block_id, child_blocks: items(cell, 10).optional() }),
  carousel,
  table,
  ...(["file", "data_table", "plan", "task_card"] as const).map(undrawn),
] as const;

/** `alert` is taken in modals only, `markdown` in messages only. */
const alert = z.looseObject({
  type: z.literal("alert"),
  block_id,
  text: anyText(3_000),
  level: z.enum(["default", "info", "warning", "error", "success"]).optional(),
});

const surfaces = {
  message: z.discriminatedUnion("type", onMessages, { error: unsupported }),
  modal: z.discriminatedUnion("type", [...everywhere, alert], { error: unsupported }),
  home: z.discriminatedUnion("type", [...everywhere, carousel], { error: unsupported }),
};

/** What is wrong with these blocks, in Slack's words and with its JSON pointers; empty when nothing is. */
export function checkBlocks(blocks: readonly Block[], surface: Surface = "message", at = "blocks"): string[] {
  const read = z.array(surfaces[surface]).superRefine(together).safeParse(blocks);
  const issues = read.success ? [] : read.error.issues.flatMap(leaves);
  return issues.map(({ message, path }) => `${message} [json-pointer:/${[at, ...path].join("/")}]`);
}

type Refinement = { addIssue: (issue: { code: "custom"; message: string; path: PropertyKey[] }) => void };

function together(blocks: readonly { type: string; block_id?: unknown }[], { addIssue }: Refinement): void {
  const seen = new Set<unknown>();
  for (const [index, { block_id }] of blocks.entries()) {
    if (block_id && seen.has(block_id)) {
      addIssue({ code: "custom", message: "block_id must be unique", path: [index, "block_id"] });
    }
    if (block_id) seen.add(block_id);
  }
  const tables = blocks.filter((block) => block.type === "table" || block.type === "data_table");
  if (tables.length > 1) addIssue({ code: "custom", message: "only one table allowed", path: [] });
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
export function leaves(issue: Issue): Pick<Issue, "message" | "path">[] {
  const options = issue.code === "invalid_union" ? issue.errors : [];
  const meant = options.find((faults) => !faults.some((fault) => fault.path.at(-1) === "type"));
  if (meant) return meant.flatMap((fault) => leaves({ ...fault, path: [...issue.path, ...fault.path] }));
  return [{ path: issue.path, message: issue.code === "invalid_type" ? "missing required field" : issue.message }];
}
