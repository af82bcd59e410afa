import { z } from "zod";
import { Problem } from "../../webhooks/contract/problem.ts";

/** What a button carries: which update, and which of its texts its reader saw. Nothing else is believed. */
export type CardRef = {
  update_id: string;
  revision: number;
  /** The button stands on the update's card, and not in an answer or on the Home tab. */
  on_card?: boolean;
  /** Where its reader saw that it goes; "" where that was not shown. */
  channel_id?: string;
  /** Which stay in its state they saw, as app/updates/seen-move.ts says it; "": none, as for a draft, which is told by its revision. */
  move?: string;
};

const written = z
  .string()
  .regex(/^[0-9a-f-]{36}:\d{1,6}(:card)?(:in=[\w.-]{1,80})?(:at=[0-9a-f]{1,12})?$/)
  .transform((value): Required<CardRef> => {
    const [update_id = "", revision, ...more] = value.split(":");
    const channel_id = more.find((part) => part.startsWith("in="))?.slice(3) ?? "";
    const move = more.find((part) => part.startsWith("at="))?.slice(3) ?? "";
    return { update_id, revision: Number(revision), on_card: more.includes("card"), channel_id, move };
  });

export function writeCardRef({ update_id, revision, on_card = false, channel_id = "", move = "" }: CardRef): string {
  const channel = /^[\w.-]{1,80}$/.test(channel_id) ? `:in=${channel_id}` : "";
  return `${update_id}:${revision}${on_card ? ":card" : ""}${channel}${move && `:at=${move}`}`;
}

/** @throws {Problem} `invalid` for what we never wrote. */
export function readCardRef(value: string): Required<CardRef> {
  const read = written.safeParse(value);
  if (read.success) return read.data;
  throw new Problem("invalid", "This button is from another time.", "Open the update in the browser.");
}
