import { styleText } from "node:util";
import { withoutInvisible } from "../webhooks/contract/visible.ts";

/** Foreign text on one line of a terminal: nothing in it moves the cursor, or shows otherwise than it is. */
export const onOneLine = (text: string): string => withoutInvisible(text).replace(/\s+/g, " ").trim();

/** In colour where somebody looks, and in none in a file, a pipe, or where NO_COLOR is set. */
export const green = (text: string): string => styleText("green", text, { stream: process.stdout });
export const red = (text: string): string => styleText("red", text, { stream: process.stdout });
export const yellow = (text: string): string => styleText("yellow", text, { stream: process.stdout });
export const bold = (text: string): string => styleText("bold", text, { stream: process.stdout });
export const dim = (text: string): string => styleText("dim", text, { stream: process.stdout });

const HIDDEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The same value to whoever reads JSON; what hides in a text is written out. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    HIDDEN,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** 0: done. 1: a difference, or a refusal. 2: it could not be asked or answered. What else there is, a command says itself. */
export type Exit = 0 | 1 | 2 | 3 | 4 | 5;

/** What a command has to say: lines for people, and one value for machines. */
export type CommandAnswer = {
  lines: readonly string[];
  json: unknown;
  /** Without one: 0. */
  exit?: Exit;
};
