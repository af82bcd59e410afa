import type { StepAnswer } from "../../../webhooks/contract/runs.ts";
import type { Settings } from "../../deps.ts";
import type { Changes } from "../../feedback/changes.ts";
import type { ChannelChoice } from "../../pickers.ts";
import type { Before } from "../../updates/seen-before.ts";
import type { UpdateRights } from "./update-rights.ts";

/** What was typed into one of the boxes. */
export type Said = { reason: string; text: string; reasons: readonly string[] };

/** Who wrote what is read: "Lena". */
export type Author = { name: string; at: Date } | null;

export type ShownProblem = { message: string; remedy: string; details: { message: string; fix: string }[] };

/** What is known of an update's page besides the update: who looks, when, and what they just tried. */
export type Around = {
  steps: readonly StepAnswer[];
  channels: ChannelChoice[] | null;
  now: Date;
  settings: Settings;
  /** The model behind "default", where that is known. */
  writer?: string | null;
  /** A draft is shown in the editor. */
  editing?: boolean;
  /** A posted update is shown in the editor, to be corrected. */
  correcting?: boolean;
  /** What this person had read before it said something else, and who wrote what it says. */
  before?: Before | null;
  author?: Author;
  /** Who looks, and the sentence that they write a comment on, with what they have written so far. */
  person?: string;
  commenting?: { sentence_key: string; said: string } | null;
  problem?: ShownProblem | null;
  said?: Said;
  /** Its text was typed just now, and nothing else has it. */
  unsaved?: boolean;
  /** Absent: all of them. */
  rights?: UpdateRights;
  changes?: Changes | null;
  /** Somebody says why: the comparison is open. */
  changes_open?: boolean;
};
