import { z } from "zod";
import { checkBlocks, leaves } from "./block-shapes.ts";
import { plainText } from "./element-shapes.ts";
import { SlackRefusal } from "./slack-refusal.ts";
import type { Block } from "./store.ts";

/** Source: docs.slack.dev, "View payloads", and `view_too_large` of views.open: 250 KB. */
const MAX_VIEW_BYTES = 250_000;
/** Source: docs.slack.dev, "Blocks": a message may hold 50. */
const MAX_VIEW_BLOCKS = 100;

const shared = {
  blocks: z.array(z.looseObject({ type: z.string() })).max(MAX_VIEW_BLOCKS, "no more than 100 items allowed"),
  private_metadata: z.string().max(3_000, "must be less than 3001 characters").default(""),
  callback_id: z.string().max(255, "must be less than 256 characters").default(""),
  external_id: z.string().max(255, "must be less than 256 characters").default(""),
};

const modal = z.looseObject({
  ...shared,
  type: z.literal("modal"),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  clear_on_close: z.boolean().default(false),
  notify_on_close: z.boolean().default(false),
  submit_disabled: z.boolean().optional(),
});
const home = z.looseObject({ ...shared, type: z.literal("home") });
const anyView = z.discriminatedUnion("type", [modal, home], { error: () => "unsupported type" });

export type GivenView = {
  type: "modal" | "home";
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  title?: { text: string };
  submit?: { text: string };
  close?: { text: string };
  clear_on_close?: boolean;
  notify_on_close?: boolean;
};

/** @throws {SlackRefusal} `invalid_arguments` with JSON pointers, `view_too_large`. */
export function checkView(given: unknown, type: "modal" | "home"): GivenView {
  if (JSON.stringify(given)?.length > MAX_VIEW_BYTES) throw new SlackRefusal("view_too_large");
  const read = anyView.safeParse(given);
  if (!read.success) {
    throw invalidView(
      read.error.issues
        .flatMap(leaves)
        .map(({ message, path }) => `${message} [json-pointer:/${["view", ...path].join("/")}]`),
    );
  }
  const view = read.data as GivenView; // Safe: the schema above has just judged it, its texts included.
  if (view.type !== type) throw invalidView([`invalid type: ${view.type} [json-pointer:/view/type]`]);

  const faults = checkBlocks(view.blocks, type, "view/blocks");
  if (type === "modal" && !view.submit && view.blocks.some((block) => block.type === "input")) {
    faults.push("missing required field: submit [json-pointer:/view]");
  }
  if (faults.length > 0) throw invalidView(faults);
  return view;
}

function invalidView(messages: string[]): SlackRefusal {
  return new SlackRefusal("invalid_arguments", {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}
