import type { types } from "@slack/bolt";
import { z } from "zod";
import { readJson } from "../../../base/bounded-json.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { OWN_LIMITS } from "../../limits.ts";
import { isMovable } from "../../message/items/move.ts";
import type { TextPiece } from "../../message/items/outline.ts";
import { openSections } from "../../message/items/sections.ts";
import { saidLines } from "../../message/render.ts";
import { OUT_REASONS, type EditReason } from "../../words.ts";
import { button, buttonRow, context, modalTitle, section } from "./block.ts";
import { short } from "./card-words.ts";
import { choiceInput, radioInput, textInput } from "./compose-inputs.ts";
import type { ModalView, SlackBlock, Values } from "./shapes.ts";
import { escaped } from "./text.ts";

/** Which piece it is about, and the list that it lies on. */
export const itemRef = z.object({
  update_id: z.uuid(),
  key: z.string().max(64),
  page: z.number().int().min(0),
  list: z.string(),
  /** Where it stood when the form was opened: whoever leaves that as it is moves nothing, wherever others put it since. */
  section: z.string().max(64).optional(),
  /** How often its words were changed beside it: what was typed stays in a field as long as the field is called the same. */
  draw: z.number().int().min(0).default(0),
});
export type ItemRef = z.infer<typeof itemRef>;

/** @throws {Problem} `invalid` for what we never wrote. */
export function readItem(metadata: string): ItemRef {
  const json = readJson(metadata, { depth: 4, values: 20, members: 10 });
  const read = itemRef.safeParse(json.ok ? json.value : null);
  if (read.success) return read.data;
  throw new Problem("invalid", "This form is from another time.", "Close it and press Edit again.");
}

export type TypedItem = { words: string; section: string; new_section: string };

type Form = {
  ref: ItemRef;
  piece: TextPiece;
  pieces: readonly TextPiece[];
  /** Absent: as it stands. */
  typed?: TypedItem;
  /** Why it is asked once more; mrkdwn. */
  note?: string;
  /** What another wording takes; absent: there is none of this piece. */
  wording?: OfferedWording | undefined;
};

/** `price`: "$0.004", or "" where nobody knows. `refused`: why none would be written now, or "". */
export type OfferedWording = { price: string; refused: string };

/** "Another wording, $0.004" */
export const askButton = (text: string, price: string, value: string): types.Button =>
  button(price ? `${text}, ${price}` : text, "wording", { value });

const wordsId = ({ draw }: ItemRef): string => (draw === 0 ? "words" : `words_${draw}`);

/** One piece of a text, to be said in other words, or to be put elsewhere. */
export function itemModal({ ref, piece, pieces, typed, note, wording }: Form): ModalView {
  const { words, kind, section_key } = piece;
  const isWritten = kind === "item" || kind === "prose";
  return {
    type: "modal",
    callback_id: "edit_item",
    title: modalTitle(isWritten ? "Edit an item" : "Edit a heading"),
    submit: modalTitle("Keep it"),
    close: modalTitle("Back"),
    private_metadata: JSON.stringify(ref),
    blocks: [
      ...(note ? [section(note)] : []),
      textInput(wordsId(ref), "Its words", {
        value: typed?.words ?? words,
        max: LIMITS.item_chars,
        multiline: true,
        ...(isWritten && { hint: "An empty line makes two of it." }),
      }),
      ...(wording ? wordingBlocks(wording, ref.key) : []),
      ...(isMovable(piece) ? placeInputs(pieces, typed?.section ?? section_key, typed?.new_section ?? "") : []),
    ],
  };
}

function wordingBlocks({ price, refused }: OfferedWording, key: string): SlackBlock[] {
  if (refused) return [context(`Another wording: ${escaped(refused)}`)];
  return buttonRow(askButton("Another wording", price, key));
}

function placeInputs(pieces: readonly TextPiece[], chosen: string, value: string): SlackBlock[] {
  const sections = openSections(pieces).map(({ key, words }) => ({ value: key, label: saidLines(words).join(" ") }));
  const choice = sections.length > 0 ? [choiceInput("section", "Section", sections, { chosen })] : [];
  return [
    ...choice,
    textInput("new_section", "Or a new section", { value, max: OWN_LIMITS.section_chars, optional: true }),
  ];
}

export const readTyped = (values: Values, ref: ItemRef): TypedItem => ({
  words: String(values[wordsId(ref)] ?? ""),
  section: String(values["section"] ?? ""),
  new_section: String(values["new_section"] ?? "").trim(),
});

const WORDS_CHARS = 400;

/** Why one thing is left out; nobody has to say. */
export function leaveOutModal(ref: ItemRef, piece: TextPiece): ModalView {
  return {
    type: "modal",
    callback_id: "leave_out_item",
    title: modalTitle("Leave it out"),
    submit: modalTitle("Leave out"),
    close: modalTitle("Back"),
    private_metadata: JSON.stringify(ref),
    blocks: [
      section(short(saidLines(piece.words).join(" "), WORDS_CHARS) || "…"),
      radioInput("reason", "Why, if you like", OUT_REASONS, { chosen: "", optional: true }),
    ],
  };
}

export const readReasonOut = (values: Values): EditReason | null =>
  OUT_REASONS.find(({ value }) => value === values["reason"])?.value ?? null;
