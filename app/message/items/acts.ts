import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import type { Placed } from "./place.ts";

/** What somebody does to one piece of a text; `key` is that piece's, as they saw it. */
export type Act =
  | { act: "rewrite"; key: string; words: string }
  | { act: "up" | "down" | "merge" | "leave_out"; key: string }
  /** `section`: a section's key, or the name of a new one. `before`: the key of a piece of it; "": at its end. */
  | { act: "move"; key: string; section: string; before: string }
  /** `section`: a section's key; "": where the agent told it once. */
  | { act: "put_back"; pr: string; section: string };

export type ActContext = {
  sources: readonly Source[];
  ledger: readonly LedgerLine[];
  /** The newest text of the agent: what was told once can be told again in its words. */
  agent_text: string;
};

/** A text after an act. `hand`: the key of the piece that stays in hand. `name`: "Moved #12 up". */
export type DoneAct = { pieces: readonly Placed[]; hand: string; name: string };

/** The piece is not there any more, or not as somebody saw it. */
export class GonePiece extends Problem {
  constructor(who = "Somebody") {
    super(
      "conflict",
      `${who} changed that sentence meanwhile, or took it out.`,
      "Look at the text as it is now, and do it again where it still fits.",
    );
  }
}
