import { z } from "zod";
import { Problem } from "../../webhooks/contract/problem.ts";

/** What a button carries: which update, and which of its texts its reader saw. Nothing else is believed. */
export type CardRef = {
  update_id: string;
  revision: number;
  /** The button stands on the update's card, and not in an answer or on the Home tab. */
  on_card?: boolean;
};

const written = z
  .string()
  .regex(/^[0-9a-f-]{36}:\d{1,6}(:card)?$/)
  .transform((value): Required<CardRef> => {
    const [update_id = "", revision, place] = value.split(":");
    return { update_id, revision: Number(revision), on_card: place === "card" };
  });

export const writeCardRef = ({ update_id, revision, on_card = false }: CardRef): string =>
  `${update_id}:${revision}${on_card ? ":card" : ""}`;

/** @throws {Problem} `invalid` for what we never wrote. */
export function readCardRef(value: string): Required<CardRef> {
  const read = written.safeParse(value);
  if (read.success) return read.data;
  throw new Problem("invalid", "This button is from another time.", "Open the update in the browser.");
}
