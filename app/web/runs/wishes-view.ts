import type { Generation } from "../../../db/app/tables.ts";

/** What was wished for and is not in a text. What a writer says of itself is told as that: nobody has checked it. */
export type WishesView = { intro: string; told: string[] };

export function wishesView(generation: Pick<Generation, "not_followed"> | null | undefined): WishesView | null {
  const all = generation?.not_followed ?? [];
  if (all.length === 0) return null;
  const isSaid = all.some(({ by }) => by === "model");
  return { intro: isSaid ? "The writer says it could not:" : "", told: all.map(({ text }) => text) };
}
