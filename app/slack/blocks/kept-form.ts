import { plainTextElement, section } from "./block.ts";
import type { SlackBlock, ModalView } from "./shapes.ts";
import { escaped, link } from "./text.ts";

type Words = { type: "plain_text"; text: string };

/** A form as Slack sent it back: what it was made of, and what stands in its inputs, by block and action. */
export type SentForm = {
  callback_id: string;
  private_metadata: string;
  title?: Words | undefined;
  submit?: Words | null | undefined;
  close?: Words | null | undefined;
  blocks: readonly SentBlock[];
  typed: Readonly<Record<string, Readonly<Record<string, object>>>>;
};
/** Without an id of its own a block's is "". */
type SentBlock = { type: string; block_id: string; element?: unknown };
type OwnBlock = { type: string; block_id?: string; element?: unknown };

type Around = {
  /** Above the inputs. */
  note: string;
  /** Below them. */
  below?: readonly SlackBlock[];
  /** Absent: as it was. */
  metadata?: string | undefined;
};

/** The same form with everything that was typed in it, and with a word above. What an earlier one said is gone. */
export function keptForm(form: SentForm, { note, below = [], metadata = form.private_metadata }: Around): ModalView {
  const own = form.blocks.flatMap(({ block_id, ...block }) =>
    NOTE.test(block_id) ? [] : [withTyped({ ...block, ...(block_id && { block_id }) }, form.typed)],
  );
  const [above, ...rest] = [section(note), ...below].map((block, at) => ({ ...block, block_id: `note_${at}` }));
  return {
    ...frameOf(form),
    submit: form.submit ?? plainTextElement("Send", 24),
    private_metadata: metadata,
    // Safe: Slack's own blocks, with what it said of their inputs.
    blocks: [above, ...own, ...rest] as SlackBlock[],
  };
}

/** What was done with the form, once it was: there is nothing left to send. */
export const doneForm = (form: SentForm, done: string): ModalView => ({
  ...frameOf(form),
  blocks: [section(`*${escaped(done)}*`), section("You can close this.")],
});

function frameOf({ callback_id, title, close }: SentForm) {
  return {
    type: "modal" as const,
    callback_id,
    title: title ?? plainTextElement("Pulse", 24),
    close: close ?? plainTextElement("Close", 24),
  };
}

const NOTE = /^note_\d+$/;

/** Each kind of input says in a field of its own what stands in it, and begins with a field of its own. */
function withTyped(block: OwnBlock, typed: SentForm["typed"]): OwnBlock {
  const element = asRecord(block.element);
  const said = element && typed[block.block_id ?? ""]?.[String(element["action_id"])];
  if (!element || !said) return block;
  const bare = Object.entries(element).filter(([name]) => !name.startsWith("initial_"));
  const begun = Object.entries(said).flatMap(([name, value]) => {
    const field = name === "value" ? "value" : /^selected_(\w+)$/.exec(name)?.[1];
    const empty = value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
    return field && !empty ? [[`initial_${field}`, value] as const] : [];
  });
  return { ...block, element: Object.fromEntries([...bare, ...begun]) };
}

// Safe: an object's fields may be read, whatever they are.
const asRecord = (value: unknown): Record<string, unknown> | null =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;

/** A section holds 3,000 characters. */
const PIECES = /[^]{1,2900}/gu;
const MOST_SHOWN = 10;

/** Another text, to be read beside one's own; where it is very long, how it begins. */
export function textBelow(head: string, text: string, url: string): SlackBlock[] {
  const pieces = text.match(PIECES) ?? [];
  const more = pieces.length > MOST_SHOWN ? [section(`This is how it begins. ${link(url, "Read all of it")}`)] : [];
  const shown = pieces
    .slice(0, MOST_SHOWN)
    .map((piece): SlackBlock => ({ type: "section", text: plainTextElement(piece, 3_000) }));
  return [{ type: "divider" }, section(`*${escaped(head)}*`), ...shown, ...more];
}
