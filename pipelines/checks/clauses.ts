import { tokensOf } from "./tokens.ts";

/** Where something else may be said: at signs that part a sentence, and at the words that join another one to it. */
const JOINTS =
  /[;:!?()[\]\u2013\u2014\u2026]+|\.(?=\s|$)|,(?=\s)|\s-{1,2}\s|\b(?:and|which|that|so|because|while|but|whereas|where|when|after|before|since|until|plus|making|meaning|thanks|by|with|for|to)\b/gi;

type Clause = { text: string; words: Set<string> };

/** A sentence in the pieces that each may be a claim of its own, with their telling words; pieces without any are no claim. */
export function clausesOf(text: string): Clause[] {
  return text
    .split(JOINTS)
    .map((piece) => ({ text: piece.trim(), words: tokensOf(piece) }))
    .filter(({ words }) => words.size > 0);
}
