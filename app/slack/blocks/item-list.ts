import { z } from "zod";
import type { types } from "@slack/bolt";
import { readJson } from "../../../base/bounded-json.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { mergesWith } from "../../message/items/merge.ts";
import { isMovable } from "../../message/items/move.ts";
import type { TextPiece } from "../../message/items/outline.ts";
import { saidLines } from "../../message/render.ts";
import type { AskedFinding } from "../../updates/asked-findings.ts";
import type { ListenerName } from "../rights.ts";
import { button, buttonRow, context, modalTitle, plainTextElement, section } from "./block.ts";
import { short } from "./card-words.ts";
import { findingBlock } from "./draft-finding.ts";
import { SLACK } from "./limits.ts";
import { offerButton, offerLines } from "./offer-button.ts";
import type { ModalView, SlackBlock } from "./shapes.ts";
import { link } from "./text.ts";

/** What the list was drawn of; the person's Slack shows it to them, so nothing secret is in it. `digest`: of its text. */
const listed = z.object({ update_id: z.uuid(), digest: z.string(), page: z.number().int().min(0) });
export type Listed = z.infer<typeof listed>;

/** @throws {Problem} `invalid` for what we never wrote. */
export function readListed(metadata: string): Listed {
  const json = readJson(metadata, { depth: 4, values: 20, members: 10 });
  const read = listed.safeParse(json.ok ? json.value : null);
  if (read.success) return read.data;
  throw new Problem("invalid", "This form is from another time.", "Close it and press Edit again.");
}

type List = {
  update: { number: number; revision: number; url: string };
  on: Listed;
  pieces: readonly TextPiece[];
  /** What is open about the text. */
  open: readonly AskedFinding[];
  /** What the next of each is; "" for none. */
  steps: Record<"undo" | "redo", { name: string; step: string }>;
  /** What was done, or why it was not; mrkdwn, or "". */
  note: string;
};

/** A form holds 100 blocks, and nobody looks through more. */
const MOST_PIECES = 60;
const WORDS_CHARS = 300;
const LEAVE_OUT = "Leave out…";
const TAIL_CHARS = 150;
/** What more was found is read where it is approved. */
const MOST_FOUND = 2;
const MOST_FOUND_WITH_OFFERS = 5;
/** Lines that are missing, above the items, and rows of what is offered for those that are there. */
const MOST_ADDED = 6;
const MOST_OFFERED = 25;

/** A draft by its items: each has what can be done with it behind three dots. */
export function itemsModal({ update, on, pieces, open, steps, note }: List): ModalView {
  const pages = Math.max(1, Math.ceil(pieces.length / MOST_PIECES));
  const page = Math.min(on.page, pages - 1);
  const from = page * MOST_PIECES;
  const about = `Update ${update.number}, revision ${update.revision}. What you do here is kept at once; *Save* makes it the next revision.`;
  return {
    type: "modal",
    callback_id: "edit_items",
    title: modalTitle("Edit the draft"),
    submit: modalTitle("Save"),
    close: modalTitle("Close"),
    private_metadata: JSON.stringify({ ...on, page }),
    blocks: [
      ...(note ? [section(note)] : []),
      context(`${about} ${link(update.url, "Open in the browser")}`),
      ...buttonRow(...stepButton("undo", steps), ...stepButton("redo", steps), button("Edit as text", "edit_text")),
      ...missingIn(open, on.update_id),
      ...rowsOf(pieces, from, open, on.update_id),
      ...buttonRow(...pageButton("Earlier", page - 1, pages), ...pageButton("Later", page + 1, pages)),
    ],
  };
}

function stepButton(way: "undo" | "redo", steps: List["steps"]): types.Button[] {
  const { name, step } = steps[way];
  return name ? [button(`${way === "undo" ? "Undo" : "Redo"}: ${name}`, `items_${way}`, { value: step })] : [];
}

const pageButton = (label: string, to: number, pages: number): types.Button[] =>
  to < 0 || to >= pages ? [] : [button(`${label}, page ${to + 1} of ${pages}`, `items_page.${to}`, { value: `${to}` })];

/** Lines that the evidence has and the text has not. */
const missingIn = (open: List["open"], update_id: string): SlackBlock[] =>
  open
    .filter(({ line, offer }) => line === null && offer)
    .slice(0, MOST_ADDED)
    .map((one) => findingBlock(one, update_id));

/** Each piece of a page, and below it what is offered for its lines. */
function rowsOf(pieces: List["pieces"], from: number, open: List["open"], update_id: string): SlackBlock[] {
  let left = MOST_OFFERED;
  return pieces.slice(from, from + MOST_PIECES).flatMap((piece, at) => {
    const found = foundIn(piece, open);
    const offers = left > 0 ? found.flatMap((one) => offerButton(update_id, one) ?? []) : [];
    if (offers.length > 0) left -= 1;
    return [rowOf(piece, pieces[from + at - 1], found), ...buttonRow(...offers)];
  });
}

function rowOf(piece: TextPiece, above: TextPiece | undefined, here: List["open"]): SlackBlock {
  const { kind, words, tail, lines, key } = piece;
  const said = short(saidLines(kind === "block" ? lines.join("\n") : words).join(" "), WORDS_CHARS);
  const found = here.map(foundText);
  if (kind === "block")
    return section([said, "_Change it with Edit as text._", ...found].join("\n"), menuOf(piece, above));
  const heading = kind === "title" || kind === "section";
  const text = heading ? `*${said}*` : `${kind === "item" ? "• " : ""}${said} ${short(tail, TAIL_CHARS)}`;
  const label = `Edit ${heading ? "the heading " : ""}${words}`;
  return section(
    [text.trimEnd() || "…", ...found].join("\n"),
    heading ? button("Edit", `item_edit.${key}`, { value: key, label }) : menuOf(piece, above),
  );
}

/** What was found in its lines, the worst first; of what is offered something more. */
function foundIn({ line, lines }: TextPiece, open: List["open"]): List["open"] {
  const here = open.filter((one) => one.line !== null && one.line >= line && one.line < line + lines.length);
  return here.filter(({ offer }, at) => at < MOST_FOUND || offer).slice(0, MOST_FOUND_WITH_OFFERS);
}

function foundText(finding: AskedFinding): string {
  const sign = finding.severity === "fault" ? ":warning:" : ":triangular_flag_on_post:";
  return [`${sign} ${short(finding.message, TAIL_CHARS)}`, ...offerLines(finding)].join(" ");
}

/** One thing alone is a button: Slack’s menus had two at the least for years. */
function menuOf(piece: TextPiece, above: TextPiece | undefined): types.Overflow | types.Button {
  const movable = isMovable(piece);
  const offered: [ListenerName<"action">, string, boolean][] = [
    ["item_edit", movable ? "Edit, or move to a section…" : "Edit…", piece.kind !== "block"],
    ["item_up", "Move up", movable],
    ["item_down", "Move down", movable],
    ["item_merge", "Merge with the one above", mergesWith(piece, above)],
    ["item_out", LEAVE_OUT, true],
  ];
  const options = offered.flatMap(([name, text, may]) =>
    may ? [{ text: plainTextElement(text, SLACK.option), value: `${name}:${piece.key}` }] : [],
  );
  if (options.length === 1) return button(LEAVE_OUT, `item_out.${piece.key}`, { value: piece.key });
  return { type: "overflow", action_id: `item.${piece.key}`, options };
}
