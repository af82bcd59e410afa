import { ALSO_MERGED, citation } from "../../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import type { Settings } from "../../deps.ts";
import { emojiNotes } from "../../message/emoji-notes.ts";
import { nameOf } from "../../message/items/label.ts";
import { mergesWith } from "../../message/items/merge.ts";
import { isMovable } from "../../message/items/move.ts";
import { readOutline, type TextPiece } from "../../message/items/outline.ts";
import { openSections } from "../../message/items/sections.ts";
import { readTail } from "../../message/items/tail.ts";
import type { MessageContext } from "../../message/message.ts";
import { pieceHtml } from "../../message/render.ts";
import type { ShownFinding } from "../../updates/ask-checks.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { messageContext } from "../../updates/message-context.ts";
import { asksFirst, openFindings, openIn } from "../../updates/question-words.ts";
import { webAddress } from "../../web-address.ts";
import { OMIT_REASONS, OUT_REASONS } from "../../words.ts";
import { copyTime } from "./draft-view.ts";
import type { UpdateRights } from "./update-rights.ts";
import type { UpdateView } from "./update-view.ts";
import { offerView, type OfferView } from "./offer-view.ts";
import { meterView, previewView, type MeterView } from "./text-view.ts";

/** A text by its items, for whoever changes it. */
export type ItemsView = Pick<UpdateView, "id" | "title" | "head" | "face" | "state" | "channel" | "mark"> & {
  /** What is posted is corrected: it goes out by a decision of its own. Null: a draft. */
  correction: Correction | null;
  /** What stands above all headings, and under each of them. */
  top: EditedPiece[];
  sections: EditedSection[];
  /** The lines that only count. */
  counted: EditedPiece[];
  /** Where an item can go. */
  targets: { key: string; name: string }[];
  loose: ItemFinding[];
  reasons: { value: string; label: string }[];
  left: PoolRow[];
  grouped: PoolRow[];
  /** "31 merged: 14 told, 9 grouped, 8 left out." */
  sum: string;
  undo: StepButton;
  redo: StepButton;
  saved: { at: Date | null; by: string };
  meter: MeterView;
  /** "$0.004"; "" where no price is known. What the model would say of another wording; "" where it would write one. */
  wording: { price: string; refused: string };
  alt: AltView | null;
  /** Who can be named in it, and by what: their GitHub login, or their name where they have none. */
  team: { written: string; name: string }[];
  /** The key of what is in hand; "" for nothing. */
  hand: string;
  /** What was tried and did not do, at its field or above the text. */
  refused: RefusedAct | null;
};

/** Other words for an item, in nobody's text yet. */
export type AltView = {
  id: string;
  key: string;
  /** Markdown, and as it would look; "" where there are none, and `problem` says why. */
  text: string;
  html: string;
  flags: string[];
  /** "$0.004 for this one, $0.012 in all" */
  paid: string;
  price: string;
  /** What was offered before, this one included. */
  tried: readonly string[];
  problem: string;
};

/** `key`: at whose field it is said; "" above the text. `words`: what was typed. */
export type RefusedAct = { key: string; words: string; message: string; remedy: string };
type StepButton = { count: number; name: string };
type EditedSection = { heading: EditedPiece; items: EditedPiece[] };

export type ItemFinding = ShownFinding & { offered: OfferView | null };

/** The whole text, as its decision takes it. `asks`: a question comes first. */
type Correction = { markdown: string; base_revision: number; base_copy: string; may: boolean; asks: boolean };

export type EditedPiece = Pick<TextPiece, "key" | "kind" | "words" | "line"> & {
  html: string;
  /** "#12", "“Parcels move on a…”" */
  name: string;
  cites: { text: string; url: string }[];
  people: string;
  movable: boolean;
  /** There is one above it in its section. */
  merges: boolean;
  /** A model could say it in other words. */
  rewords: boolean;
  findings: ItemFinding[];
  /** What is said of its emoji that Slack does not know. */
  emoji: string[];
};

type PoolRow = { pr: string; cite: string; url: string; title: string; why: string };

/** What surrounds the text on its page, read elsewhere. */
type AroundItems = {
  settings: Settings;
  base: Pick<UpdateView, "id" | "title" | "head" | "face" | "state" | "channel" | "mark">;
  steps: { undo: StepButton; redo: StepButton };
  saved: ItemsView["saved"];
  wording: ItemsView["wording"];
  team: ItemsView["team"];
  /** Names of the workspace's own emoji; null: nobody says which it has. */
  own: ReadonlySet<string> | null;
  alt?: AltView | null;
  hand?: string;
  refused?: RefusedAct | null;
  /** Absent: everything. */
  may?: Pick<UpdateRights["may"], "correct">;
};

export function itemsView(detail: UpdateDetail, around: AroundItems): ItemsView {
  const { update, text, ledger } = detail;
  const { base, steps, saved, wording, team, own, alt = null, hand = "", refused = null, settings, may } = around;
  const pieces = readOutline(text, update.brief.sources);
  const context = messageContext({ settings }, update, detail.people);
  const open = openFindings(detail).map((one): ItemFinding => ({ ...one, offered: offerView(one, text) }));
  const drawn = pieces.map((piece, at) => pieceView(piece, pieces[at - 1], { context, open, update, own }));
  const at = (key: string) => drawn.filter((_, index) => pieces[index]?.section_key === key);
  const headings = openSections(pieces);
  const places = new Set(drawn.flatMap(({ findings }) => findings.map(({ key }) => key)));
  return {
    ...base,
    correction: update.state === "posted" ? correctionOf(detail, may?.correct ?? true) : null,
    top: at("").filter(({ kind }) => kind !== "section"),
    sections: headings.flatMap(({ key }) => {
      const heading = drawn.find((piece) => piece.key === key);
      return heading ? [{ heading, items: at(key) }] : [];
    }),
    counted: drawn.filter((_, index) => pieces[index]?.section === ALSO_MERGED),
    targets: headings.map(({ key, words }) => ({ key, name: words })),
    loose: open.filter(({ key }) => !places.has(key)),
    reasons: [...OUT_REASONS],
    left: poolOf(ledger, "omitted", update),
    grouped: poolOf(ledger, "grouped", update),
    sum: sumOf(ledger),
    ...steps,
    saved,
    meter: meterView(text, previewView(update, context, text, saved.at ?? update.changed_at)),
    wording,
    alt,
    team,
    hand,
    refused,
  };
}

const correctionOf = (detail: UpdateDetail, may: boolean): Correction => ({
  markdown: detail.text,
  base_revision: detail.update.revision,
  base_copy: copyTime(detail.update),
  may,
  asks: asksFirst(openIn(detail)),
});

type Around = {
  context: MessageContext;
  open: readonly ItemFinding[];
  update: UpdateDetail["update"];
  own: AroundItems["own"];
};

function pieceView(
  piece: TextPiece,
  above: TextPiece | undefined,
  { context, open, update, own }: Around,
): EditedPiece {
  const { key, kind, words, line, lines } = piece;
  const { sources } = update.brief;
  const urls = new Map(update.ledger.map(({ pr, url }) => [pr, url]));
  const { prs, names } = readTail(piece.tail, sources);
  return {
    key,
    kind,
    words,
    line,
    html: pieceHtml(piece, context),
    name: nameOf(piece),
    cites: prs.map((pr) => ({ text: citation(pr, sources), url: webAddress(urls.get(pr) ?? "") })),
    people: names.map((name) => name.replaceAll(/\\(.)/g, "$1")).join(", "),
    movable: isMovable(piece),
    merges: mergesWith(piece, above),
    rewords: (kind === "item" || kind === "prose") && piece.prs.length > 0,
    emoji: kind === "block" ? [] : emojiNotes(words, own),
    findings: open.filter((one) => one.line !== null && one.line >= line && one.line < line + lines.length),
  };
}

/** So many stand beside a text; the ledger has them all. */
const MOST_ROWS = 60;

function poolOf(
  ledger: readonly LedgerLine[],
  disposition: "omitted" | "grouped",
  { brief: { sources } }: UpdateDetail["update"],
): PoolRow[] {
  const lines = ledger.filter((line) => line.disposition === disposition);
  return lines.slice(0, MOST_ROWS).map(({ pr, title, url, reason, group }) => ({
    pr,
    cite: citation(pr, sources),
    url: webAddress(url),
    title,
    why: disposition === "grouped" ? (group ?? "") : reason ? OMIT_REASONS[reason] : "",
  }));
}

function sumOf(ledger: readonly LedgerLine[]): string {
  const count = (one: LedgerLine["disposition"]) => ledger.filter(({ disposition }) => disposition === one).length;
  return `${ledger.length} merged: ${count("cited")} told, ${count("grouped")} grouped, ${count("omitted")} left out.`;
}
