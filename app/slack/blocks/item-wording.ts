import type { types } from "@slack/bolt";
import { z } from "zod";
import { readJson } from "../../../base/bounded-json.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { button, buttonRow, context, modalTitle, section } from "./block.ts";
import { short } from "./card-words.ts";
import { radioInput, textInput } from "./compose-inputs.ts";
import { askButton, itemRef, type OfferedWording } from "./item-form.ts";
import type { ModalView, SlackBlock, Values } from "./shapes.ts";
import { escaped } from "./text.ts";

/** Which item, the form for it that lies below, and which asking this is: by that it is stopped. */
const on = z.object({ ref: itemRef, below: z.string(), asked: z.uuid() });
type WordingOn = z.infer<typeof on>;

/** @throws {Problem} `invalid` for what we never wrote. */
export function readWordingOn(metadata: string): WordingOn {
  const json = readJson(metadata, { depth: 5, values: 30, members: 15 });
  const read = on.safeParse(json.ok ? json.value : null);
  if (read.success) return read.data;
  throw new Problem("invalid", "This form is from another time.", "Close it and press Edit again.");
}

/** Wordings that were offered so far, each in a field of its own: Slack brings them back as they stand there. */
type Wordings = { number: number; words: string }[];

export type WordingForm = {
  on: WordingOn;
  /** The item as it stands, in plain words. */
  item: string;
  offered: Wordings;
  /** Seconds that it has been asked for; null: nobody is asked now. */
  asking: number | null;
  /** What the checks say of the newest one. */
  flags?: readonly string[];
  /** "$0.004 for this one, $0.012 in all"; "". */
  paid?: string;
  /** What did not work, with the next step; "". */
  problem?: string;
  /** What another one takes. */
  wording?: OfferedWording;
};

const ITEM_CHARS = 600;
/** What more was found is read where it is approved. */
const MOST_FLAGS = 5;

/** One item in other words: asked for, offered, and taken by the form’s own button. */
export function wordingModal(form: WordingForm): ModalView {
  const { on: about, item, offered, asking, problem = "", paid = "", flags = [] } = form;
  return {
    type: "modal",
    callback_id: "use_wording",
    title: modalTitle("Another wording"),
    ...(offered.length > 0 && { submit: modalTitle("Use it") }),
    close: modalTitle("Keep mine"),
    private_metadata: JSON.stringify(about),
    blocks: [
      section(`As it stands: ${short(item, ITEM_CHARS) || "…"}`),
      ...offered.map(({ number, words }) =>
        textInput(fieldOf(number), `Wording ${number}`, {
          value: words,
          max: LIMITS.item_chars,
          multiline: true,
          optional: true,
        }),
      ),
      ...flags.slice(0, MOST_FLAGS).map((flag) => context(`:triangular_flag_on_post: ${escaped(flag)}`)),
      ...whichInput(offered),
      ...(paid ? [context(`Checked; ${escaped(paid)}`)] : []),
      ...(problem ? [section(escaped(problem))] : []),
      ...(asking === null ? againBlocks(form) : askingBlocks(about, asking)),
    ],
  };
}

const fieldOf = (number: number): string => `wording_${number}`;
const FIELD = /^wording_(\d{1,4})$/;

/** The newest is chosen, until somebody chooses otherwise. */
function whichInput(offered: Wordings): SlackBlock[] {
  const newest = offered.at(-1);
  if (!newest || offered.length < 2) return [];
  const options = offered.map(({ number }) => ({ value: `${number}`, label: `Wording ${number}` }));
  return [radioInput(`which_${newest.number}`, "Which one", options, { chosen: `${newest.number}` })];
}

function askingBlocks({ asked }: WordingOn, seconds: number): SlackBlock[] {
  const since = seconds > 0 ? ` ${seconds} s, of at most ${LIMITS.wording.seconds} s.` : "";
  const stop: types.Button = button("Stop", "wording_stop", { value: asked });
  return [section(`Writing another wording…${since}`), ...buttonRow(stop)];
}

function againBlocks({ on: { ref }, offered, wording }: WordingForm): SlackBlock[] {
  if (!wording) return [];
  const { price, refused } = wording;
  if (refused) return [context(`Another one: ${escaped(refused)}`)];
  return buttonRow(askButton(offered.length > 0 ? "Another" : "Ask once more", price, ref.key));
}

/** As they stand in the form by now, the oldest first. */
export function wordingsIn(values: Values): Wordings {
  return Object.entries(values)
    .flatMap(([field, words]) => {
      const [, number] = FIELD.exec(field) ?? [];
      return number ? [{ number: Number(number), words: String(words) }] : [];
    })
    .toSorted((one, other) => one.number - other.number);
}

/** The one that is chosen, with its field. */
export function chosenWording(values: Values): { field: string; words: string } | null {
  const offered = wordingsIn(values);
  const newest = offered.at(-1);
  if (!newest) return null;
  const chosen = Number(values[`which_${newest.number}`] ?? newest.number);
  const { number, words } = offered.find((one) => one.number === chosen) ?? newest;
  return { field: fieldOf(number), words };
}
