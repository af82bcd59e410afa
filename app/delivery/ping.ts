import { Problem } from "../../webhooks/contract/problem.ts";

const PING = /<[!@#]|<https?:[^>]*\||@(?:channel|here|everyone)\b/i;

/** The last wall: whatever the code before it got wrong, nothing that could ping or hide a link's target goes out. */
export function refusePings(value: unknown): void {
  if (typeof value === "string" && PING.test(value)) {
    throw new Problem("invalid", "The text would ping people or hide a link.", "Take the mention or link out.");
  }
  if (value && typeof value === "object") Object.values(value).forEach(refusePings);
}
