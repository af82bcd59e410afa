import type { Changes } from "../../feedback/changes.ts";
import type { ComparedItem } from "../../../webhooks/contract/compare-texts.ts";
import { writeTap } from "../../feedback/tap.ts";
import { EDIT_REASONS, FATES } from "../../words.ts";

/** What people changed of the agent's text, sentence by sentence, each with the words that say why. */
export type ChangesView = {
  id: string;
  /** Whether this person may say why. */
  may: boolean;
  /** "3 of 12 items were changed." */
  lede: string;
  rows: ChangedRow[];
  /** So many are not listed. */
  more: number;
  /** Of the whole text. */
  whole: ReasonChip[];
};

type ChangedRow = {
  key: string;
  fate: string;
  label: string;
  /** "Fixes", or "Fixes → Highlights". */
  section: string;
  before: string;
  after: string;
  chips: ReasonChip[];
};

/** `tap`: what its button sends. */
export type ReasonChip = { id: string; tap: string; label: string; on: boolean; by: string };

const SHOWN_CHANGES = 60;

export function changesView(id: string, { items, given }: Changes, may: boolean): ChangesView {
  const changed = items.filter(({ fate }) => fate !== "kept");
  const chipsFor = (item: string) => chipsOf(item, given, may);
  return {
    id,
    may,
    lede: ledeOf(changed.length, items.length),
    rows: changed.slice(0, SHOWN_CHANGES).map((item) => ({ ...rowOf(item), chips: chipsFor(item.key) })),
    more: Math.max(0, changed.length - SHOWN_CHANGES),
    whole: chipsFor(""),
  };
}

function ledeOf(changed: number, all: number): string {
  if (changed === 0) return "No item was changed: only a heading, the opening or what cites nothing.";
  const items = all === 1 ? "1 item" : `${all} items`;
  return `${changed} of ${items} ${changed === 1 ? "was" : "were"} changed before it was approved.`;
}

function rowOf({ key, fate, before, after }: ComparedItem): Omit<ChangedRow, "chips"> {
  const sections = new Set([before?.section, after?.section].filter((section) => section));
  return {
    key,
    fate,
    label: FATES[fate].label,
    section: [...sections].join(" → "),
    before: before?.words ?? "",
    after: fate === "moved" ? "" : (after?.words ?? ""),
  };
}

/** Whoever may not say why reads what was said. */
function chipsOf(item: string, given: Changes["given"], may: boolean): ReasonChip[] {
  const chips = EDIT_REASONS.map(({ value, label }) => {
    const said = given.find((one) => one.item === item && one.reason === value);
    const tap = writeTap({ reason: value, on: said === undefined });
    return { id: `why-${item || "text"}-${value}`, tap, label, on: said !== undefined, by: said?.name ?? "" };
  });
  return may ? chips : chips.filter(({ on }) => on);
}
