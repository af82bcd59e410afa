import { randomUUIDv7 } from "node:crypto";

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
