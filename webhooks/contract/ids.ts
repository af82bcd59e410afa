import { randomUUIDv7 } from "node:crypto";

/** A UUIDv7: unique, and in the order in which they were made. */
export function newId(): string {
  return randomUUIDv7();
}
