import type { UpdateState } from "../../../db/app/tables.ts";
import type { UpdateRow } from "../../updates/load.ts";
import { DELETABLE } from "../../updates/delete-update.ts";
import { mayDo, type Asker, type Subject } from "../../people/policy.ts";
import { listed } from "../../../base/listed.ts";
import { STATES } from "../../words.ts";
import { degradedTitle } from "../runs/writing-facts.ts";

export type UpdatesView = {
  updates: ListedUpdate[];
  filters: Filters;
  facets: { repos: string[]; people: { id: string; name: string }[] };
  states: { value: string; label: string }[];
  filtered: boolean;
  previous: string;
  next: string;
};

export type Filters = { q: string; repo: string; person: string; state: string; deleted: boolean; page: number };

export type ListedUpdate = {
  id: string;
  title: string;
  headline: string;
  state: { label: string; tone: string };
  channel: string;
  creator: string;
  profile: string;
  at: Date;
  /** What the rules wrote instead of the model; "" for nothing. */
  degraded: string;
  /** "Approval asked", or of whom where somebody chose: "Tobi Okafor is asked"; "". */
  requested: string;
  deletable: boolean;
  restorable: boolean;
};

/**
 * @param asker Who looks; absent: nobody, and everything is drawn.
 * @param names Of people, by id.
 */
export function listedUpdate(row: UpdateRow, asker?: Asker, names?: ReadonlyMap<string, string>): ListedUpdate {
  const mayDelete = !asker || mayDo(asker, "delete", subjectIn(row)).ok;
  const [kind = "", ...rest] = row.title.split(" · ");
  return {
    id: row.id,
    title: row.title,
    headline: headlineOf(row.headline, [kind, ...rest]),
    state: STATES[row.state],
    channel: row.channel.name,
    creator: row.creator_name,
    profile: row.profile_name ?? "",
    at: row.posted_at ?? row.changed_at,
    degraded: row.degraded ? degradedTitle(row.degraded) : "",
    requested: requestedText(row, asker?.id, names),
    deletable: mayDelete && DELETABLE.includes(row.state) && row.deleted_at === null,
    restorable: mayDelete && row.deleted_at !== null,
  };
}

function requestedText(
  row: UpdateRow,
  reader: string | undefined,
  names: ReadonlyMap<string, string> = new Map(),
): string {
  if (row.review_requested_at === null) return "";
  if (reader && row.review_asked.includes(reader)) return "You are asked";
  const asked = row.review_asked.flatMap((id) => names.get(id) ?? []);
  return asked.length === 0 ? "Approval asked" : `${listed(asked)} ${asked.length === 1 ? "is" : "are"} asked`;
}

/** Deleting asks for no rules. */
const subjectIn = ({ created_by, changed_at: now }: UpdateRow): Subject => ({
  created_by,
  written_by: [],
  rules: [],
  due_at: null,
  now,
});

/** The first line of the text, without its marks; nothing when it only says the title again. */
function headlineOf(line: string | null, title: readonly string[]): string {
  const plain = (line ?? "").replace(/[*_`]/g, "").trim();
  return title.every((word) => plain.includes(word)) ? "" : plain;
}

export const STATE_CHOICES = (Object.keys(STATES) as UpdateState[]).map((value) => ({
  value,
  label: STATES[value].label,
}));

export const isState = (value: string): value is UpdateState => value in STATES;
