import { randomUUIDv7 } from "node:crypto";
import { z } from "zod";

/** A SHA-256, as it names an artifact. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
/** The number of a call within its run. */
export const callSeq = z.string().regex(/^\d{1,15}$/);

/** Whether a text can be one of our ids at all: the database takes no other for a uuid column. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

let latest = "";
let count = 0;

/**
 * A UUIDv7: unique, and in the order in which this process made them, up to 4,096 a millisecond. Events of one transaction have
 * the same time, so their ids alone say which came first.
 *
 * @source RFC 9562, section 6.2, method 1: a counter after the time.
 */
export function newId(): string {
  const id = randomUUIDv7();
  const time = id.slice(0, 13);
  count = time > latest ? 0 : (count + 1) % 0x1000;
  if (time > latest) latest = time;
  return `${latest}-7${count.toString(16).padStart(3, "0")}${id.slice(18)}`;
}
