import { codePointOf, replaceInvisible } from "../../../webhooks/contract/visible.ts";

/** The text with each invisible character as its number, `‹U+202E›`: what a model was sent, and what an attack would hide in it. */
export function visible(text: string): string {
  return replaceInvisible(text, (sign) => (sign === "\r" ? sign : `‹${codePointOf(sign)}›`));
}
