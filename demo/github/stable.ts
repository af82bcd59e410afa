import { createHash } from "node:crypto";

/** The same 40 hex digits for the same text, on every start: stands in for a commit. */
export function stableSha(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** The same whole number from 0 to `below` - 1 for the same text. */
export function stableNumber(text: string, below: number): number {
  return Number.parseInt(stableSha(text).slice(0, 12), 16) % below;
}

/** An instant as GitHub writes it: UTC, whole seconds. */
export function githubTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
}
