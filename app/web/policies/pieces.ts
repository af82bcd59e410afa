import type { Disposition } from "../../../webhooks/contract/policy.ts";

/** A rule's sentence, or a warning's: `as` says how a piece is drawn. */
export type ShownPiece = {
  text: string;
  as: "text" | "value" | "act" | "section" | "bold" | "pull";
  /** Of an act: the sign of where it leads. */
  sign: Disposition | "";
  /** Of a pull request; "" when there is nowhere to go. */
  url: string;
};

export const piece = (text: string, as: ShownPiece["as"] = "text", more: Partial<ShownPiece> = {}): ShownPiece => {
  return { sign: "", url: "", ...more, text, as };
};

/** What keeps a policy from being kept, and the next step. */
export type ToldFault = { message: string; fix: string };
